package agenda

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewQuestion is a question sent in.
type NewQuestion struct {
	ID           string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Organisation string `json:"organisation" minLength:"1" maxLength:"300"`
	Text         string `json:"text" minLength:"1" maxLength:"4000"`
	Language     string `json:"language" format:"language"`
	Contact      string `json:"contact,omitempty" maxLength:"200" doc:"how to reach the sender; read by organiser and secretary only"`
}

// Answer is the answer to a question.
type Answer struct {
	Text events.Text `json:"text"`
}

// OnAgenda says on which session's agenda a question is put.
type OnAgenda struct {
	SessionID string `json:"session_id,omitempty" maxLength:"36" doc:"empty = of none in particular"`
}

type (
	listInput struct {
		forum.Path
		page.Query
		web.Window
		State events.AgendaState `query:"state"`
	}
	submitInput struct {
		forum.Path
		Body NewQuestion
	}
	// Path is a question in a path.
	Path struct {
		forum.Path
		Question uuid.UUID `path:"question" format:"uuid"`
	}
	acceptInput struct {
		Path
		Body *OnAgenda
	}
	answerInput struct {
		Path
		Body Answer
	}
	listOutput struct{ Body page.List[Question] }
	output     struct{ Body Question }
)

// Routes registers the agenda's routes.
//
// Anybody sends questions to an announced forum and reads those that were
// accepted or answered, without who sent them. The forum's staff reads all;
// the contact is for organiser and secretary, who also accept and answer.
func Routes(api huma.API, s *Store) {
	const questions = "/forums/{forum}/agenda-questions"
	huma.Get(api, questions, s.list, access.Read)
	huma.Post(api, questions, s.submit, web.Public, web.Created)
	huma.Post(api, questions+"/{question}/accept", s.accept, web.Roles(access.Desk...))
	huma.Post(api, questions+"/{question}/answer", s.answer, web.Roles(access.Desk...))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	staff := token.Of(ctx).Can(in.ForumID(), access.Staff...)
	all, err := s.List(ctx, in.ForumID(), in.State, staff, in.Query, in.Window)
	for i := range all.Items {
		all.Items[i] = shown(ctx, all.Items[i])
	}
	return &listOutput{all}, err
}

// shown leaves out what the caller may not see.
func shown(ctx context.Context, q Question) Question {
	by := token.Of(ctx)
	if !by.Can(q.ForumID, access.Staff...) {
		q.Organisation = ""
	}
	if !by.Can(q.ForumID, access.Desk...) {
		q.Contact, q.Code, q.AuthorID = "", "", ""
	}
	return q
}

func (s *Store) submit(ctx context.Context, in *submitInput) (*output, error) {
	if err := s.perAddress.Take(web.Address(ctx)); err != nil {
		return nil, err
	}
	if err := s.perForum.Take(in.ForumID()); err != nil {
		return nil, err
	}
	q := Question{
		ID: given.ID(in.Body.ID), ForumID: in.ForumID(), Organisation: in.Body.Organisation, Text: in.Body.Text,
		Language: in.Body.Language, Contact: in.Body.Contact,
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	q, err := s.Submit(ctx, q, nil, given.Print(q))
	return &output{q}, err
}

func (s *Store) accept(ctx context.Context, in *acceptInput) (*output, error) {
	var sessionID string
	if in.Body != nil {
		var err error
		if sessionID, err = given.Ref("/session_id", in.Body.SessionID); err != nil {
			return nil, err
		}
	}
	q, err := s.Accept(ctx, in.ForumID(), in.Question.String(), sessionID)
	return &output{q}, err
}

func (s *Store) answer(ctx context.Context, in *answerInput) (*output, error) {
	q, err := s.Reply(ctx, in.ForumID(), in.Question.String(), in.Body.Text)
	return &output{q}, err
}
