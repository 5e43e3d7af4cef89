package chain

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// rememberSentIn keeps what became of what was sent in and is no suggestion: a
// submission that was refused, a question for the agenda. Who sent it is kept as its
// author, in version 0: a suggestion that a submission becomes after all is newer.
func rememberSentIn(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	var (
		sent  []events.Suggestion
		facts []Fact
	)
	for _, r := range received {
		var e struct {
			ForumID          string `json:"forum_id"`
			SubmissionID     string `json:"submission_id"`
			AgendaQuestionID string `json:"agenda_question_id"`
			Number           int64  `json:"number"`
			AuthorID         string `json:"author_id"`
			Receipt          string `json:"receipt"`
		}
		if err := r.Decode(&e); err != nil {
			return err
		}
		if e.AuthorID == "" {
			continue
		}
		f := Fact{ID: r.ID, At: r.Time, Data: r.Data, Correlation: r.Correlation}
		about := e.AgendaQuestionID
		switch r.Name {
		case events.SubmissionRefused{}.Name():
			f.Kind, about = Refused, e.SubmissionID
		case events.AgendaQuestionAccepted{}.Name():
			f.Kind = OnAgenda
		case events.AgendaQuestionAnswered{}.Name():
			f.Kind = Answered
		}
		for _, id := range []string{e.ForumID, about, e.AuthorID} {
			if _, err := want(r, id); err != nil {
				return err
			}
		}
		f.ForumID, f.SuggestionIDs = parse(e.ForumID), []uuid.UUID{parse(about)}
		sent = append(sent, events.Suggestion{SuggestionID: about, ForumID: e.ForumID, Number: e.Number, Receipt: e.Receipt, AuthorID: e.AuthorID, ReceivedAt: r.Time})
		facts = append(facts, f)
	}
	if err := saveSuggestions(ctx, tx, sent); err != nil {
		return fmt.Errorf("remembering what was sent in: %w", err)
	}
	return saveFacts(ctx, tx, facts)
}
