// Package execution follows the measures of a published plan: executors report on
// them, the secretariat accepts a report or sends it back, and in the end a measure
// is taken off control.
package execution

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of execution.
//
// Controllers, secretaries and organisers report, settle reports, and take measures
// off control: three acts of which nobody does two in a row. Whoever brought a
// report does not accept it, whoever found the measure done does not take it off
// control.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/measures/{measure}/reports", s.report, web.Created, web.Roles(measure.Controllers...))
	huma.Post(api, "/forums/{forum}/reports/{report}/accept", s.accept, web.Roles(measure.Controllers...))
	huma.Post(api, "/forums/{forum}/reports/{report}/return", s.sendBack, web.Roles(measure.Controllers...))
	huma.Post(api, "/forums/{forum}/measures/{measure}/off-control", s.offControl, web.Roles(measure.Controllers...))
}

// InReport is the path of what is done with one report.
type InReport struct {
	programme.InForum
	Report string `path:"report" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// ReportAnswer is one report and the measure as it stands after it.
type ReportAnswer struct {
	Body struct {
		report.ReportView
		Measure measure.MeasureView `json:"measure"`
	}
}

// NewReport is a report on the execution of a measure.
type NewReport struct {
	ID            string              `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	Status        events.ReportStatus `json:"status"`
	Text          wording.Words       `json:"text" doc:"What has been done."`
	DueDate       string              `json:"due_date,omitempty" maxLength:"10" doc:"Of a term that comes back: the last day of the occurrence that it is about, which has begun; left out: the earliest that has no accepted result."`
	AttachmentURL string              `json:"attachment_url,omitempty" maxLength:"2000" pattern:"^https?://" doc:"Where the document of completion is."`
}

func (s *Store) report(ctx context.Context, in *struct {
	measure.InMeasure
	Body NewReport
}) (*ReportAnswer, error) {
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
	err = s.Report(ctx, in.Forum, &report.Report{
		MeasureID: in.Measure, Status: b.Status, Text: text, AttachmentURL: b.AttachmentURL, Occurrence: events.Day(b.DueDate),
		ReportedBy: token.Of(ctx).Subject,
	}, r)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Measure, r.ID)
}

func (s *Store) accept(ctx context.Context, in *InReport) (*ReportAnswer, error) {
	about, err := s.Accept(ctx, in.Forum, in.Report, token.Of(ctx).Subject)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, about, in.Report)
}

// ReturnRequest says why a report is sent back.
type ReturnRequest struct {
	Reason wording.Words `json:"reason"`
}

func (s *Store) sendBack(ctx context.Context, in *struct {
	InReport
	Body ReturnRequest
}) (*ReportAnswer, error) {
	about, err := s.Return(ctx, in.Forum, in.Report, in.Body.Reason.Text(), token.Of(ctx).Subject)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, about, in.Report)
}

func (s *Store) offControl(ctx context.Context, in *measure.InMeasure) (*measure.MeasureAnswer, error) {
	if err := s.TakeOffControl(ctx, in.Forum, in.Measure, token.Of(ctx).Subject); err != nil {
		return nil, err
	}
	return s.measures.Answer(ctx, in.Forum, in.Measure)
}

func (s *Store) answer(ctx context.Context, forum, about, id string) (*ReportAnswer, error) {
	m, err := s.measures.Answer(ctx, forum, about)
	if err != nil {
		return nil, err
	}
	a := &ReportAnswer{}
	a.Body.Measure = m.Body
	for _, r := range m.Body.Reports {
		if r.ID == id {
			a.Body.ReportView = r
		}
	}
	return a, nil
}
