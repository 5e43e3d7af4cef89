// Package report is what a session takes to the plenary: three to five
// recommendations (who – what – until when) that the group confirms after they
// were read out.
package report

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// The states of a report.
const (
	Draft     = events.ReportDraft
	Confirmed = events.ReportIsConfirmed
)

// MaxConfirmed is how many recommendations a session may take to the plenary;
// below FewConfirmed it is warned that they are few. The group chooses among up
// to MaxDrafted.
const (
	MaxDrafted   = 10
	MaxConfirmed = 5
	FewConfirmed = 3
)

// Report is the report of a session.
type Report struct {
	ForumID         string
	SessionID       string
	Version         int // grows with every change; 0 = nothing written yet
	Edition         int // from 1; a correction of a confirmed report is the next one
	State           events.ReportEditionState
	Recommendations events.List[Recommendation]
	Present, Agreed int
	Reason          string // why the edition before was opened again
	ConfirmedAt     *time.Time
	ConfirmedBy     string
}

// Recommendation is one line of a report.
type Recommendation struct {
	ID            string              `json:"id"`
	Text          events.Text         `json:"text"`
	Who           string              `json:"who"`
	Until         string              `json:"until"`
	SuggestionIDs events.List[string] `json:"suggestion_ids" nullable:"false"`
}

// Draft puts other recommendations in place of those of the version that the
// writer saw, and reports whether that changed anything: what is written
// already is no change, so a lost answer may be asked for again. Errors:
// newer_version with the newer report; report_locked; repeated_item.
func (r *Report) Draft(recommendations []Recommendation, base int) (bool, error) {
	switch {
	case r.Version > 0 && reflect.DeepEqual([]Recommendation(r.Recommendations), recommendations):
		return false, nil
	case base != r.Version:
		return false, r.newer("newer_version")
	case r.State == Confirmed:
		return false, r.newer("report_locked")
	}
	if i := repeated(recommendations); i >= 0 {
		return false, problem.InvalidField(fmt.Sprintf("/recommendations/%d/id", i), "repeated_item")
	}
	r.Recommendations = recommendations
	r.Version++
	return true, nil
}

func repeated(recommendations []Recommendation) int {
	for i, one := range recommendations {
		if slices.ContainsFunc(recommendations[:i], func(o Recommendation) bool { return o.ID == one.ID }) {
			return i
		}
	}
	return -1
}

// Confirm locks the version that was read out, and reports whether that changed
// anything. present and agreed are counts, 0 = not counted. Errors:
// newer_version with the newer report; report_empty; too_many_recommendations;
// invalid_request for one that lacks its text, who or until.
func (r *Report) Confirm(version, present, agreed int, by string, at time.Time) (bool, error) {
	if r.State == Confirmed && (version == r.Version || version == r.Version-1) && present == r.Present && agreed == r.Agreed {
		return false, nil
	}
	switch {
	case version != r.Version:
		return false, r.newer("newer_version")
	case r.State == Confirmed:
		return false, r.newer("report_locked")
	case len(r.Recommendations) == 0:
		return false, problem.Conflict("report_empty")
	case len(r.Recommendations) > MaxConfirmed:
		return false, problem.Conflict("too_many_recommendations", "limit", MaxConfirmed)
	case present > 0 && agreed > present:
		return false, problem.InvalidField("/agreed", "too_big", "limit", present)
	}
	if err := r.whole(); err != nil {
		return false, err
	}
	r.State, r.Present, r.Agreed, r.ConfirmedBy, r.ConfirmedAt = Confirmed, present, agreed, by, &at
	r.Version++
	return true, nil
}

// whole wants who – what – until when of each recommendation.
func (r *Report) whole() error {
	refusal := problem.Conflict("recommendation_incomplete")
	for i, one := range r.Recommendations {
		for _, part := range []struct {
			missing bool
			field   string
		}{{one.Text.KK == "" && one.Text.RU == "", "text"}, {given.Blank(one.Who), "who"}, {given.Blank(one.Until), "until"}} {
			if part.missing {
				refusal = refusal.At(fmt.Sprintf("/recommendations/%d/%s", i, part.field), "required")
			}
		}
	}
	if len(refusal.Fields) > 0 {
		return refusal
	}
	return nil
}

// Reopen begins the next edition with the recommendations of the confirmed one,
// and reports whether that changed anything. version is the one the caller saw,
// 0 = did not say. Errors: report_not_confirmed; newer_version.
func (r *Report) Reopen(version int, reason string) (bool, error) {
	if r.State == Draft && r.Edition > 1 && r.Reason == reason && (version == 0 || version == r.Version-1) {
		return false, nil
	}
	switch {
	case version != 0 && version != r.Version:
		return false, r.newer("newer_version")
	case r.State != Confirmed:
		return false, problem.Conflict("report_not_confirmed")
	}
	r.State, r.Present, r.Agreed, r.ConfirmedBy, r.ConfirmedAt = Draft, 0, 0, "", nil
	r.Reason = reason
	r.Edition++
	r.Version++
	return true, nil
}

// newer shows the report as it stands to somebody who did not know it.
func (r *Report) newer(code string) error { return problem.Conflict(code).With("newer", r.view()) }

// public is the report as it is told to others.
func (r *Report) public() events.SessionReport {
	p := events.SessionReport{
		ForumID: r.ForumID, SessionID: r.SessionID, Version: r.Version, Edition: r.Edition, State: r.State,
		Present: r.Present, Agreed: r.Agreed, ConfirmedAt: r.ConfirmedAt,
	}
	for _, one := range r.Recommendations {
		p.Recommendations = append(p.Recommendations, events.Recommendation{
			RecommendationID: one.ID, Text: one.Text, Who: one.Who, Until: one.Until, SuggestionIDs: one.SuggestionIDs,
		})
	}
	return p
}
