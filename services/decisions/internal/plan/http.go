package plan

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of measures, plans and reports.
//
// All staff of a forum may read its measures; everybody may read its published
// plan. Secretaries and organisers draft and publish. Controllers, secretaries
// and organisers report, settle reports, and take measures off control: three
// acts of which nobody does two in a row. Whoever brought a report does not
// accept it, whoever found the measure done does not take it off control. What
// of this a caller may do stands in each view (may.go).
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/measures", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/measure-counts", s.counts, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/measures/{measure}", s.get, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/measures", s.draft, web.Created, web.Roles(planners...))
	huma.Patch(api, "/forums/{forum}/measures/{measure}", s.change, web.Roles(planners...))
	huma.Delete(api, "/forums/{forum}/measures/{measure}", s.remove, web.NoContent, web.Roles(planners...))
	huma.Get(api, "/forums/{forum}/plan", s.published, web.Public)
	huma.Get(api, "/forums/{forum}/plan/drafts", s.drafts, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/plan/publish", s.publish, web.Created, web.Roles(planners...))
	huma.Post(api, "/forums/{forum}/measures/{measure}/reports", s.report, web.Created, web.Roles(controllers...))
	huma.Post(api, "/forums/{forum}/reports/{report}/accept", s.accept, web.Roles(controllers...))
	huma.Post(api, "/forums/{forum}/reports/{report}/return", s.sendBack, web.Roles(controllers...))
	huma.Post(api, "/forums/{forum}/measures/{measure}/off-control", s.offControl, web.Roles(controllers...))
}

var (
	planners    = []string{"secretary", "organiser"}
	controllers = []string{"controller", "secretary", "organiser"}
)

// InMeasure is the path of what is done with one measure.
type InMeasure struct {
	programme.InForum
	Measure string `path:"measure" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// InReport is the path of what is done with one report.
type InReport struct {
	programme.InForum
	Report string `path:"report" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// MeasureAnswer is one measure.
type MeasureAnswer struct{ Body MeasureView }

// ReportAnswer is one report and the measure as it stands after it.
type ReportAnswer struct {
	Body struct {
		ReportView
		Measure MeasureView `json:"measure"`
	}
}

// planAnswer is one version of the plan.
type planAnswer struct{ Body PlanView }

func (s *Store) get(ctx context.Context, in *InMeasure) (*MeasureAnswer, error) {
	c := token.Of(ctx)
	return s.answer(ctx, in.Forum, in.Measure, c)
}

// NewMeasure is a request to draft a measure.
type NewMeasure struct {
	ID         string `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	DecisionID string `json:"decision_id" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"An adopted decision that stands."`
	MeasureWords
}

func (s *Store) draft(ctx context.Context, in *struct {
	programme.InForum
	Body NewMeasure
}) (*MeasureAnswer, error) {
	c := token.Of(ctx)
	b := in.Body
	r, err := once.New(b.ID, in.Forum, b.DecisionID, b.MeasureWords)
	if err != nil {
		return nil, err
	}
	m := &Measure{ForumID: in.Forum, DecisionID: b.DecisionID, CoExecutors: []events.CoExecutor{}, CostByYear: map[string]int64{}}
	b.apply(m)
	if err := s.Draft(ctx, m, b.claimedDueDate(), r); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, r.ID, c)
}

// MeasureChange says what of a draft is another now; what is left out stays.
type MeasureChange struct {
	Version int `json:"version,omitempty" minimum:"0" doc:"The version that you have seen; a newer one is then refused instead of replaced."`
	MeasureWords
}

func (s *Store) change(ctx context.Context, in *struct {
	InMeasure
	Body MeasureChange
}) (*MeasureAnswer, error) {
	c := token.Of(ctx)
	if err := s.Change(ctx, in.Forum, in.Measure, in.Body.Version, in.Body.claimedDueDate(), in.Body.apply); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Measure, c)
}

func (s *Store) remove(ctx context.Context, in *struct {
	InMeasure
	Version int `query:"version" minimum:"0" doc:"The version that you have seen; a newer one is then not removed."`
}) (*struct{}, error) {
	return nil, s.Remove(ctx, in.Forum, in.Measure, in.Version)
}

func (s *Store) published(ctx context.Context, in *struct {
	programme.InForum
	Version int `query:"version" minimum:"0" maximum:"100000" doc:"0 = the last one."`
}) (*planAnswer, error) {
	f, err := programme.FindForum(ctx, s.db, in.Forum)
	if err != nil {
		return nil, err
	}
	p, err := Published(ctx, s.db, f, in.Version, "", s.now())
	if err != nil {
		return nil, err
	}
	return &planAnswer{p}, nil
}

// NewPlan is a request to publish drafts as the plan.
type NewPlan struct {
	ID    string        `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	Title wording.Words `json:"title"`
	Choice
}

func (s *Store) publish(ctx context.Context, in *struct {
	programme.InForum
	Body NewPlan
}) (*planAnswer, error) {
	c := token.Of(ctx)
	title := in.Body.Title.Text()
	if title.Empty() {
		return nil, problem.InvalidField("/title", "text_needed")
	}
	r, err := once.New(in.Body.ID, in.Forum, in.Body.Title, in.Body.MeasureIDs, in.Body.Without)
	if err != nil {
		return nil, err
	}
	if err := s.Publish(ctx, in.Forum, title, in.Body.Choice, r, c.Subject); err != nil {
		return nil, err
	}
	f, err := programme.FindForum(ctx, s.db, in.Forum)
	if err != nil {
		return nil, err
	}
	p, err := Published(ctx, s.db, f, 0, "", s.now())
	if err != nil {
		return nil, err
	}
	return &planAnswer{p}, nil
}

// NewReport is a report on the execution of a measure.
type NewReport struct {
	ID            string        `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	Status        string        `json:"status" enum:"in_progress,done,partly,not_done"`
	Text          wording.Words `json:"text" doc:"What has been done."`
	DueDate       string        `json:"due_date,omitempty" maxLength:"10" doc:"Of a term that comes back: the last day of the occurrence that it is about, which has begun; left out: the earliest that has no accepted result."`
	AttachmentURL string        `json:"attachment_url,omitempty" maxLength:"2000" pattern:"^https?://" doc:"Where the document of completion is."`
}

func (s *Store) report(ctx context.Context, in *struct {
	InMeasure
	Body NewReport
}) (*ReportAnswer, error) {
	c := token.Of(ctx)
	b := in.Body
	text := b.Text.Text()
	if text.Empty() {
		return nil, problem.InvalidField("/text", "text_needed")
	}
	said := []any{in.Forum, in.Measure, b.Status, b.Text, b.AttachmentURL}
	if b.DueDate != "" { // a request of before that comes again stays the same
		said = append(said, b.DueDate)
	}
	r, err := once.New(b.ID, said...)
	if err != nil {
		return nil, err
	}
	report := &Report{Status: b.Status, Text: text, AttachmentURL: b.AttachmentURL, Occurrence: events.Day(b.DueDate), ReportedBy: c.Subject}
	if err := s.Report(ctx, in.Forum, in.Measure, report, r, c.Subject); err != nil {
		return nil, err
	}
	return s.answerReport(ctx, in.Forum, r.ID, c)
}

func (s *Store) accept(ctx context.Context, in *InReport) (*ReportAnswer, error) {
	c := token.Of(ctx)
	if err := s.Accept(ctx, in.Forum, in.Report, c.Subject); err != nil {
		return nil, err
	}
	return s.answerReport(ctx, in.Forum, in.Report, c)
}

// ReturnRequest says why a report is sent back.
type ReturnRequest struct {
	Reason wording.Words `json:"reason"`
}

func (s *Store) sendBack(ctx context.Context, in *struct {
	InReport
	Body ReturnRequest
}) (*ReportAnswer, error) {
	c := token.Of(ctx)
	if err := s.Return(ctx, in.Forum, in.Report, in.Body.Reason.Text(), c.Subject); err != nil {
		return nil, err
	}
	return s.answerReport(ctx, in.Forum, in.Report, c)
}

func (s *Store) offControl(ctx context.Context, in *InMeasure) (*MeasureAnswer, error) {
	c := token.Of(ctx)
	if err := s.TakeOffControl(ctx, in.Forum, in.Measure, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Measure, c)
}

func (s *Store) answer(ctx context.Context, forum, id string, c token.Caller) (*MeasureAnswer, error) {
	v, err := s.find(ctx, forum, id, actorOf(c, forum))
	if err != nil {
		return nil, err
	}
	return &MeasureAnswer{v}, nil
}

func (s *Store) answerReport(ctx context.Context, forum, id string, c token.Caller) (*ReportAnswer, error) {
	r, err := s.findReport(ctx, forum, id)
	if err != nil {
		return nil, err
	}
	m, err := s.find(ctx, forum, r.MeasureID, actorOf(c, forum))
	if err != nil {
		return nil, err
	}
	a := &ReportAnswer{}
	a.Body.Measure = m
	for _, report := range m.Reports {
		if report.ID == id {
			a.Body.ReportView = report
		}
	}
	return a, nil
}
