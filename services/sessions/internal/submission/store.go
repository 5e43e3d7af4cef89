package submission

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

// MostWaiting is how many wait in a forum: more nobody could look at, and a flood
// fills no disk.
const MostWaiting = 20_000

// Store keeps submissions.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

const columns = `id, forum_id, code, text, language, COALESCE(theme_id::text, ''), COALESCE(district_id::text, ''), organisation,
	COALESCE(author_id::text, ''), state, reason, received_at, settled_at, settled_by, version`

func scan(r page.Row) (s Submission, err error) {
	var settled sql.NullTime
	err = r.Scan(&s.ID, &s.ForumID, &s.Code, &s.Text, &s.Language, &s.ThemeID, &s.DistrictID, &s.Organisation,
		&s.AuthorID, &s.State, database.IntoJSON(&s.Reason), &s.ReceivedAt, &settled, &s.SettledBy, &s.Version)
	s.ReceivedAt, s.SettledAt = s.ReceivedAt.UTC(), page.When(settled)
	return s, err
}

// Submit takes a submission in; see forum.Store.Create for repeated requests. Who
// wants to be told is entered as its author. A forum that is closed, or not
// announced, takes none. Errors: forum_not_found, forum_closed, submissions_full,
// and theme_not_found and district_not_found of what the form does not offer.
func (s *Store) Submit(ctx context.Context, sub Submission, author *participant.Author, print []byte) (Submission, error) {
	sub.ReceivedAt, sub.Version, sub.State, sub.Code = database.Now(), 1, Waiting, text.NewCode(4, 4, 2)
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.Hold(ctx, tx, sub.ForumID)
		if err != nil {
			return err
		}
		if !f.Public() {
			return problem.NotFound("forum_not_found")
		}
		if made, err := given.Made(ctx, tx, "submissions", sub.ID, print); err != nil {
			return err
		} else if made {
			sub, err = load(ctx, tx, sub.ForumID, sub.ID, "")
			return err
		}
		if err := f.Open(); err != nil {
			return err
		}
		return s.store(ctx, tx, &sub, author, print)
	})
	if err != nil {
		return Submission{}, err
	}
	return sub, nil
}

func (s *Store) store(ctx context.Context, tx *sqlx.Tx, sub *Submission, author *participant.Author, print []byte) error {
	var full bool
	if err := tx.GetContext(ctx, &full, `SELECT count(*) >= $2 FROM submissions WHERE forum_id = $1 AND state = 'waiting'`, sub.ForumID, MostWaiting); err != nil {
		return fmt.Errorf("counting submissions: %w", err)
	}
	if full {
		return problem.Conflict("submissions_full")
	}
	for field, ref := range map[string]string{"theme": sub.ThemeID, "district": sub.DistrictID} {
		if err := known(ctx, tx, sub.ForumID, field, ref); err != nil {
			return err
		}
	}
	var told []bus.Event
	if author != nil {
		p, evs, err := participant.Admit(ctx, tx, sub.ForumID, *author, sub.Code)
		if err != nil {
			return err
		}
		sub.AuthorID, told = p.ID, evs
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO submissions (id, forum_id, code, text, language, theme_id, district_id, organisation, author_id, state, reason, settled_by, received_at, version, print)
		VALUES ($1, $2, $3, $4, $5, NULLIF($6, '')::uuid, NULLIF($7, '')::uuid, $8, NULLIF($9, '')::uuid, $10, $11, '', $12, $13, $14)`,
		sub.ID, sub.ForumID, sub.Code, sub.Text, sub.Language, sub.ThemeID, sub.DistrictID, sub.Organisation, sub.AuthorID, sub.State,
		database.AsJSON(sub.Reason), sub.ReceivedAt, sub.Version, print)
	if err != nil {
		return fmt.Errorf("storing submission: %w", err)
	}
	return bus.Emit(ctx, tx, append(told, events.SubmissionReceived{Submission: sub.told()})...)
}

// known refuses a theme or a district that the forum does not have.
func known(ctx context.Context, tx *sqlx.Tx, forumID, noun, id string) error {
	if id == "" {
		return nil
	}
	var there bool
	if err := tx.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM `+noun+`s WHERE id::text = $1 AND forum_id = $2)`, id, forumID); err != nil {
		return fmt.Errorf("looking for the %s: %w", noun, err)
	}
	if !there {
		return problem.InvalidField("/"+noun+"_id", noun+"_not_found")
	}
	return nil
}

// Accept lets a submission become a suggestion.
func (s *Store) Accept(ctx context.Context, forumID, id string, a SubmissionAcceptance, by string) (Submission, error) {
	return s.do(ctx, forumID, id, func(ctx context.Context, tx *sqlx.Tx, sub *Submission) (bus.Event, error) {
		if changed, err := sub.Accept(a, by, database.Now()); err != nil || !changed {
			return nil, err
		}
		return sub.accepted(a.Hide), known(ctx, tx, forumID, "theme", sub.ThemeID)
	})
}

// Refuse refuses a submission.
func (s *Store) Refuse(ctx context.Context, forumID, id string, r SubmissionRefusal, by string) (Submission, error) {
	return s.do(ctx, forumID, id, func(_ context.Context, _ *sqlx.Tx, sub *Submission) (bus.Event, error) {
		if changed, err := sub.Refuse(r, by, database.Now()); err != nil || !changed {
			return nil, err
		}
		return sub.refused(), nil
	})
}

func (s *Store) do(ctx context.Context, forumID, id string, verb func(context.Context, *sqlx.Tx, *Submission) (bus.Event, error)) (sub Submission, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if sub, err = load(ctx, tx, forumID, id, "FOR UPDATE"); err != nil {
			return err
		}
		e, err := verb(ctx, tx, &sub)
		if err != nil || e == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE submissions SET state = $2, reason = $3, settled_by = $4, settled_at = $5, version = $6, theme_id = NULLIF($7, '')::uuid WHERE id = $1`,
			sub.ID, sub.State, database.AsJSON(sub.Reason), sub.SettledBy, sub.SettledAt, sub.Version, sub.ThemeID)
		if err != nil {
			return fmt.Errorf("saving submission: %w", err)
		}
		return bus.Emit(ctx, tx, e)
	})
	return sub, err
}

func load(ctx context.Context, q sqlx.QueryerContext, forumID, id, lock string) (Submission, error) {
	return one(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM submissions WHERE forum_id = $1 AND id = $2 `+lock, forumID, id))
}

// Find returns the submission of a claim code, or the problem submission_not_found.
func (s *Store) Find(ctx context.Context, code string) (Submission, error) {
	return one(s.db.QueryRowxContext(ctx, `SELECT `+columns+` FROM submissions WHERE code = $1`, code))
}

func one(row *sqlx.Row) (Submission, error) {
	sub, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return Submission{}, problem.NotFound("submission_not_found")
	}
	if err != nil {
		return Submission{}, fmt.Errorf("loading submission: %w", err)
	}
	return sub, nil
}

var listing = page.Listing[Submission]{
	Noun: "submissions", Columns: columns, From: "submissions", Order: "id::text", Scan: scan,
	Key: func(s Submission) []string { return []string{s.ID} }, After: page.AfterID,
}

// Filter chooses submissions of a forum; empty members choose all.
type Filter struct {
	State events.SubmissionState `query:"state"`
	Q     string                 `query:"q" maxLength:"100" doc:"words of the text, the organisation or the code, in any order"`
}

// List returns the forum's submissions in the order in which they came.
func (s *Store) List(ctx context.Context, forumID string, f Filter, q page.Query, w web.Window) (page.List[Submission], error) {
	fits := database.Where("forum_id = ?", forumID)
	if f.State != "" {
		fits = fits.And("state = ?", f.State)
	}
	if f.Q != "" {
		fits = fits.And("search LIKE ALL (?)", text.Patterns(f.Q))
	}
	fits, err := w.Within(fits, "id")
	if err != nil {
		return page.List[Submission]{}, err
	}
	return listing.Read(ctx, s.db, fits, q, w)
}
