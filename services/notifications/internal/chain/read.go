package chain

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
)

type factRow struct {
	ID            uuid.UUID      `db:"fact_id"`
	ForumID       uuid.UUID      `db:"forum_id"`
	Kind          string         `db:"kind"`
	At            time.Time      `db:"at"`
	SuggestionIDs pq.StringArray `db:"suggestion_ids"`
	Data          []byte         `db:"data"`
	Correlation   string         `db:"correlation"`
}

// Facts loads those of the ids that are facts.
func Facts(ctx context.Context, tx sqlx.QueryerContext, ids []uuid.UUID) ([]Fact, error) {
	var rows []factRow
	err := sqlx.SelectContext(ctx, tx, &rows, `SELECT fact_id, forum_id, kind, at, suggestion_ids, data, correlation
		FROM fact WHERE fact_id = ANY($1::uuid[]) ORDER BY fact_id`, IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("loading facts: %w", err)
	}
	facts := make([]Fact, len(rows))
	for i, r := range rows {
		facts[i] = Fact{ID: r.ID, ForumID: r.ForumID, Kind: r.Kind, At: r.At.UTC(), Data: r.Data, Correlation: r.Correlation}
		for _, s := range r.SuggestionIDs {
			facts[i].SuggestionIDs = append(facts[i].SuggestionIDs, parse(s))
		}
	}
	return facts, nil
}

type suggestionRow struct {
	ID         uuid.UUID     `db:"suggestion_id"`
	ForumID    uuid.UUID     `db:"forum_id"`
	Number     int64         `db:"number"`
	Receipt    string        `db:"receipt"`
	Words      string        `db:"words"`
	ThemeID    uuid.NullUUID `db:"theme_id"`
	SessionID  uuid.NullUUID `db:"session_id"`
	AuthorID   uuid.NullUUID `db:"author_id"`
	ReceivedAt time.Time     `db:"received_at"`
}

// Suggestions loads those of the ids that are known.
func Suggestions(ctx context.Context, tx sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]Suggestion, error) {
	var rows []suggestionRow
	err := sqlx.SelectContext(ctx, tx, &rows, `
		SELECT suggestion_id, forum_id, number, receipt, words, theme_id, session_id, author_id, received_at
		FROM suggestion WHERE suggestion_id = ANY($1::uuid[])`, IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("loading suggestions: %w", err)
	}
	found := make(map[uuid.UUID]Suggestion, len(rows))
	for _, r := range rows {
		found[r.ID] = Suggestion{
			ID: r.ID, ForumID: r.ForumID, Number: r.Number, Receipt: r.Receipt, Words: r.Words,
			ThemeID: r.ThemeID.UUID, SessionID: r.SessionID.UUID, AuthorID: r.AuthorID.UUID, ReceivedAt: r.ReceivedAt,
		}
	}
	return found, nil
}

// Look opens a book with those of the ids that are known.
func Look(ctx context.Context, tx sqlx.QueryerContext, ids []uuid.UUID) (*Book, error) {
	var rows []struct {
		ID   uuid.UUID `db:"thing_id"`
		Kind string    `db:"kind"`
		Data []byte    `db:"data"`
	}
	if err := sqlx.SelectContext(ctx, tx, &rows, `SELECT thing_id, kind, data FROM thing WHERE thing_id = ANY($1::uuid[])`, IDs(ids)); err != nil {
		return nil, fmt.Errorf("looking things up: %w", err)
	}
	b := NewBook()
	for _, r := range rows {
		var err error
		switch r.Kind {
		case "forum":
			err = enter[events.ForumDescribed](b, r.ID, r.Data)
		case "theme":
			err = enter[events.ThemeDescribed](b, r.ID, r.Data)
		case "session":
			err = enter[events.SessionScheduled](b, r.ID, r.Data)
		case "organisation":
			err = enter[events.OrganisationRegistered](b, r.ID, r.Data)
		case "decision":
			err = enter[events.DecisionRecorded](b, r.ID, r.Data)
		}
		if err != nil {
			return nil, fmt.Errorf("looking up %s %s: %w", r.Kind, r.ID, err)
		}
	}
	return b, nil
}

// institution is the id under which the one institution is kept.
var institution = uuid.MustParse("00000000-0000-7000-8000-000000000000")

// Institution is whose installation this is; nothing of it until it is heard of.
func Institution(ctx context.Context, tx sqlx.QueryerContext) (e events.InstitutionDescribed, err error) {
	var all []database.JSON[events.InstitutionDescribed]
	if err := sqlx.SelectContext(ctx, tx, &all, `SELECT data FROM thing WHERE thing_id = $1 AND kind = 'institution'`, institution); err != nil {
		return e, fmt.Errorf("looking the institution up: %w", err)
	}
	if len(all) > 0 {
		e = all[0].V
	}
	return e, nil
}

func enter[E any](b *Book, id uuid.UUID, data []byte) error {
	var e E
	if err := json.Unmarshal(data, &e); err != nil {
		return err
	}
	b.Enter(id, e)
	return nil
}
