package report

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Who works in the session (see package access) words its report, confirms it
// and opens it again for a correction; the chair and the controller read.

// Routes registers the routes of reports.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Get(api, "/forums/{forum}/reports", r.list, access.ReadForum)
	huma.Get(api, "/forums/{forum}/sessions/{session}/report", r.get, access.ReadForum)
	huma.Put(api, "/forums/{forum}/sessions/{session}/report", r.draft, access.WriteSession, audit.Off("a draft, kept as it is typed; that it is confirmed is written"))
	huma.Post(api, "/forums/{forum}/sessions/{session}/report/confirm", r.confirm, access.WriteSession)
	huma.Post(api, "/forums/{forum}/sessions/{session}/report/reopen", r.reopen, access.WriteSession)
	huma.Get(api, "/forums/{forum}/sessions/{session}/report/versions", r.versions, access.ReadForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

// SessionInput names a session.
type SessionInput struct {
	Forum   string `path:"forum" format:"uuid"`
	Session string `path:"session" format:"uuid"`
}

type output struct{ Body SessionReport }

// SessionReport is a session's report.
type SessionReport struct {
	ForumID         string                      `json:"forum_id"`
	SessionID       string                      `json:"session_id"`
	Version         int                         `json:"version" doc:"Grows with every change; 0 = nothing written yet"`
	Edition         int                         `json:"edition" doc:"From 1; the correction of a confirmed report is the next one"`
	State           events.ReportEditionState   `json:"state"`
	Recommendations events.List[Recommendation] `json:"recommendations" nullable:"false"`
	Present         int                         `json:"present" doc:"People in the yurt at the confirmation; 0 = not counted"`
	Agreed          int                         `json:"agreed" doc:"Hands for the report; 0 = not counted"`
	Reason          string                      `json:"reason" doc:"Why the edition before was opened again"`
	ConfirmedAt     *time.Time                  `json:"confirmed_at,omitempty"`
	ConfirmedBy     string                      `json:"confirmed_by" doc:"Account or device id"`
	Warnings        []SessionReportWarning      `json:"warnings" nullable:"false" doc:"What is unusual, but allowed"`
}

// SessionReportWarning says what is unusual, in the caller's language.
type SessionReportWarning struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (r *Report) view() SessionReport {
	return SessionReport{
		ForumID: r.ForumID, SessionID: r.SessionID, Version: r.Version, Edition: r.Edition, State: r.State,
		Recommendations: r.Recommendations, Present: r.Present, Agreed: r.Agreed, Reason: r.Reason,
		ConfirmedAt: r.ConfirmedAt, ConfirmedBy: r.ConfirmedBy, Warnings: []SessionReportWarning{},
	}
}

func (r *routes) get(ctx context.Context, in *SessionInput) (*output, error) {
	return answer(access.ReadBy(ctx, r.gate, in.Forum, in.Session, r.store.Get))
}

type draftInput struct {
	SessionInput
	Body DraftRequest
}

// DraftRequest is all recommendations of a report, in the order in which they
// are read out.
type DraftRequest struct {
	Recommendations []DraftLine `json:"recommendations" maxItems:"10" nullable:"false"`
	BaseVersion     int         `json:"base_version" minimum:"0" doc:"The version that the writer saw; 0 = none yet"`
}

// DraftLine is one recommendation. A draft may lack what is not said yet.
type DraftLine struct {
	ID            string      `json:"id" format:"uuid" doc:"Made by the client"`
	Text          given.Words `json:"text" doc:"What shall be done, in Kazakh, Russian or both"`
	Who           string      `json:"who" maxLength:"300" doc:"The body or role that shall do it; no names of people"`
	Until         string      `json:"until" maxLength:"100" doc:"The term as the group said it"`
	SuggestionIDs []string    `json:"suggestion_ids,omitempty" maxItems:"200" maxLength:"45"`
}

// draft answers 409 newer_version, with the newer report in the member "newer",
// when somebody else has changed the report since base_version.
func (r *routes) draft(ctx context.Context, in *draftInput) (*output, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	lines := make([]Recommendation, len(in.Body.Recommendations))
	for i, l := range in.Body.Recommendations {
		ids, err := given.IDs(fmt.Sprintf("/recommendations/%d/suggestion_ids", i), l.SuggestionIDs)
		if err != nil {
			return nil, err
		}
		lines[i] = Recommendation{ID: given.ID(l.ID), Text: l.Text.Text(), Who: l.Who, Until: l.Until, SuggestionIDs: ids}
	}
	return answer(r.store.Draft(ctx, v.Forum, v.Session, v.By, lines, in.Body.BaseVersion))
}

type confirmInput struct {
	SessionInput
	Language string `header:"Accept-Language" hidden:"true"`
	Body     ConfirmRequest
}

// ConfirmRequest says which version the group has heard.
type ConfirmRequest struct {
	Version int `json:"version" minimum:"1"`
	Present int `json:"present,omitempty" minimum:"0" maximum:"100000"`
	Agreed  int `json:"agreed,omitempty" minimum:"0" maximum:"100000"`
}

func (r *routes) confirm(ctx context.Context, in *confirmInput) (*output, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	out, err := answer(r.store.Confirm(ctx, v.Forum, v.Session, v.By, in.Body.Version, in.Body.Present, in.Body.Agreed))
	if err == nil && len(out.Body.Recommendations) < FewConfirmed {
		out.Body.Warnings = append(out.Body.Warnings, SessionReportWarning{"few_recommendations",
			problem.Say(web.Language(in.Language), "few_recommendations", nil)})
	}
	return out, err
}

type reopenInput struct {
	SessionInput
	Body ReopenRequest
}

// ReopenRequest says why a confirmed report must be corrected.
type ReopenRequest struct {
	Reason  string `json:"reason" minLength:"1" maxLength:"1000"`
	Version int    `json:"version,omitempty" minimum:"1" doc:"The confirmed version that the caller saw"`
}

func (r *routes) reopen(ctx context.Context, in *reopenInput) (*output, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	if given.Blank(in.Body.Reason) {
		return nil, problem.InvalidField("/reason", "required", "field", "reason")
	}
	return answer(r.store.Reopen(ctx, v.Forum, v.Session, v.By, in.Body.Version, in.Body.Reason))
}

type versionsOutput struct{ Body SessionReportPage }

// SessionReportPage has what a session has confirmed so far, the first edition
// first.
type SessionReportPage struct {
	Items []SessionReport `json:"items" nullable:"false"`
	Next  string          `json:"next" doc:"Always empty: there are few"`
}

func (r *routes) versions(ctx context.Context, in *SessionInput) (*versionsOutput, error) {
	all, err := access.ReadBy(ctx, r.gate, in.Forum, in.Session, r.store.Editions)
	if err != nil {
		return nil, err
	}
	page := SessionReportPage{Items: make([]SessionReport, len(all))}
	for i, one := range all {
		page.Items[i] = one.view()
	}
	return &versionsOutput{page}, nil
}

func answer(r *Report, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{r.view()}, nil
}
