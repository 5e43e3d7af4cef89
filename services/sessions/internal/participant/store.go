package participant

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
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps participants.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

const columns = `id, forum_id, key, name, language, COALESCE(organisation_id::text, ''), needs, checked_in_at, erased_at, version,
	(SELECT jsonb_agg(jsonb_build_object('scope', scope, 'channel', channel, 'text_version', text_version, 'language', language,
		'operator', operator, 'until', COALESCE(to_char(until, 'YYYY-MM-DD'), ''), 'given', given, 'changed_at', changed_at) ORDER BY id)
	 FROM (SELECT DISTINCT ON (scope, channel) * FROM consents WHERE participant_id = participants.id ORDER BY scope, channel, id DESC) latest),
	(SELECT jsonb_agg(session_id ORDER BY session_id) FROM seats WHERE participant_id = participants.id), only_writes, COALESCE(district_id::text, '')`

func scan(r page.Row) (Participant, error) {
	p := Participant{Consents: []Consent{}, SessionIDs: []string{}}
	var arrived, erased sql.NullTime
	err := r.Scan(&p.ID, &p.ForumID, &p.Key, &p.Name, &p.Language, &p.OrganisationID, &p.Needs, &arrived, &erased, &p.Version, database.IntoJSON(&p.Consents), database.IntoJSON(&p.SessionIDs), &p.OnlyWrites, &p.DistrictID)
	p.CheckedInAt, p.ErasedAt = page.When(arrived), page.When(erased)
	for i := range p.Consents {
		p.Consents[i].ChangedAt = p.Consents[i].ChangedAt.UTC()
	}
	return p, err
}

// Create registers a participant; see forum.Store.Create for repeated requests.
// Two participants of a forum with one key are the problem participant_key_taken.
func (s *Store) Create(ctx context.Context, p Participant, print []byte) (Participant, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if made, err := given.Made(ctx, tx, "participants", p.ID, print); err != nil {
			return err
		} else if made {
			p, err = load(ctx, tx, p.ForumID, p.ID)
			return err
		}
		if _, err := forum.Hold(ctx, tx, p.ForumID); err != nil {
			return err
		}
		if err := references(ctx, tx, p); err != nil {
			return err
		}
		e, err := Insert(ctx, tx, &p, print)
		if err != nil {
			return err
		}
		if e == nil {
			return problem.Conflict("participant_key_taken")
		}
		return bus.Emit(ctx, tx, e)
	})
	if err != nil {
		return Participant{}, err
	}
	return p, nil
}

// Insert stores a participant in the caller's transaction and returns the event
// to emit; nil means that the id or the key is there already.
func Insert(ctx context.Context, tx *sqlx.Tx, p *Participant, print []byte) (bus.Event, error) {
	p.Version, p.Consents, p.SessionIDs = 1, []Consent{}, []string{}
	made, err := tx.ExecContext(ctx, `
		INSERT INTO participants (id, forum_id, key, name, language, organisation_id, needs, version, print, only_writes, district_id)
		VALUES ($1, $2, $3, $4, $5, NULLIF($6, '')::uuid, $7, $8, $9, $10, NULLIF($11, '')::uuid) ON CONFLICT DO NOTHING`,
		p.ID, p.ForumID, p.Key, p.Name, p.Language, p.OrganisationID, p.Needs, p.Version, print, p.OnlyWrites, p.DistrictID)
	if err != nil {
		return nil, fmt.Errorf("storing participant: %w", err)
	}
	n, err := made.RowsAffected()
	if err != nil || n == 0 {
		return nil, err
	}
	return p.registered(), nil
}

func references(ctx context.Context, tx *sqlx.Tx, p Participant) error {
	if p.OrganisationID == "" {
		return nil
	}
	known, err := organisation.Known(ctx, tx, p.OrganisationID)
	if err == nil && !known {
		return problem.InvalidField("/organisation_id", "organisation_not_found")
	}
	return err
}

// Change corrects a participant.
func (s *Store) Change(ctx context.Context, forumID, id string, c participantChange) (Participant, error) {
	return s.Do(ctx, forumID, id, func(tx *sqlx.Tx, p *Participant) (bus.Event, error) {
		if err := p.Apply(c); err != nil {
			return nil, err
		}
		return p.registered(), references(ctx, tx, *p)
	})
}

// CheckIn notes a participant's arrival.
func (s *Store) CheckIn(ctx context.Context, forumID, id string) (Participant, error) {
	return s.Do(ctx, forumID, id, func(_ *sqlx.Tx, p *Participant) (bus.Event, error) {
		changed, err := p.CheckIn(database.Now())
		if !changed {
			return nil, err
		}
		return events.ParticipantCheckedIn{ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, CheckedInAt: *p.CheckedInAt}, nil
	})
}

// UndoCheckIn takes back an arrival that was noted by mistake.
func (s *Store) UndoCheckIn(ctx context.Context, forumID, id string) (Participant, error) {
	return s.Do(ctx, forumID, id, func(_ *sqlx.Tx, p *Participant) (bus.Event, error) {
		changed, err := p.UndoCheckIn()
		if !changed {
			return nil, err
		}
		return events.ParticipantAwaited{ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, AwaitedAt: database.Now()}, nil
	})
}

// Consent notes a consent given or withdrawn, with the words that were read. Who
// withdraws the consent to the processing of personal data is erased at once: no
// name may stay without it. Errors: participant_not_found, participant_erased, and
// consent_text_unknown when a consent names a text that the forum never had.
func (s *Store) Consent(ctx context.Context, forumID, id string, c Consent) (Participant, error) {
	return s.Do(ctx, forumID, id, func(tx *sqlx.Tx, p *Participant) (bus.Event, error) {
		var words string
		if c.Given {
			text, err := consent.Read(ctx, tx, forumID, c.TextVersion)
			if err != nil {
				return nil, err
			}
			if c.Language == "" {
				c.Language = p.Language
			}
			words = c.shown(text)
		}
		c.ChangedAt = database.Now()
		changed, err := p.Consent(&c)
		if !changed {
			return nil, err
		}
		told, err := record(ctx, tx, p, c, words)
		if err != nil {
			return nil, err
		}
		if c.Scope != consent.Processing || c.Given {
			return told, nil
		}
		if err := bus.Emit(ctx, tx, told); err != nil {
			return nil, err
		}
		return s.forget(ctx, tx, p)
	})
}

// record stores a consent that the person gave or withdrew, and returns its event.
func record(ctx context.Context, tx *sqlx.Tx, p *Participant, c Consent, words string) (bus.Event, error) {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO consents (participant_id, scope, channel, text_version, language, words, operator, until, given, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, '')::date, $9, $10)`,
		p.ID, c.Scope, c.Channel, c.TextVersion, c.Language, words, c.Operator, c.Until, c.Given, c.ChangedAt)
	if err != nil {
		return nil, fmt.Errorf("storing consent: %w", err)
	}
	return events.ConsentChanged{
		ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, Scope: c.Scope, Channel: string(c.Channel),
		TextVersion: c.TextVersion, Given: c.Given, ChangedAt: c.ChangedAt,
	}, nil
}

// Consents returns every consent that the person gave or withdrew, oldest first.
func (s *Store) Consents(ctx context.Context, forumID, id string) ([]ConsentRecord, error) {
	if _, err := s.Load(ctx, forumID, id); err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `
		SELECT scope, channel, text_version, language, operator, COALESCE(to_char(until, 'YYYY-MM-DD'), ''), given, changed_at, words
		FROM consents WHERE participant_id = $1 ORDER BY id`, id)
	if err != nil {
		return nil, fmt.Errorf("listing consents: %w", err)
	}
	return page.Collect(rows, func(r page.Row) (c ConsentRecord, err error) {
		err = r.Scan(&c.Scope, &c.Channel, &c.TextVersion, &c.Language, &c.Operator, &c.Until, &c.Given, &c.ChangedAt, &c.Words)
		c.ChangedAt = c.ChangedAt.UTC()
		return c, err
	})
}

// Sweep erases those who withdrew the consent to the processing of personal data
// when that still left the name where it was.
func (s *Store) Sweep(ctx context.Context) error {
	var left []struct {
		ID      string `db:"id"`
		ForumID string `db:"forum_id"`
	}
	err := s.db.SelectContext(ctx, &left, `
		SELECT p.id, p.forum_id FROM participants p
		WHERE p.erased_at IS NULL AND NOT (SELECT given FROM consents c
			WHERE c.participant_id = p.id AND c.scope = 'processing' ORDER BY c.id DESC LIMIT 1)`)
	if err != nil {
		return fmt.Errorf("looking for withdrawn consents: %w", err)
	}
	for _, one := range left {
		if err := s.Erase(ctx, one.ForumID, one.ID); err != nil {
			return err
		}
	}
	return nil
}

// Erase forgets a participant: the name goes, the row stays to be counted.
func (s *Store) Erase(ctx context.Context, forumID, id string) error {
	_, err := s.Do(ctx, forumID, id, func(tx *sqlx.Tx, p *Participant) (bus.Event, error) {
		return s.forget(ctx, tx, p)
	})
	return err
}

// forget erases the person and returns the event to emit; nil means that nothing
// was left to erase.
func (s *Store) forget(ctx context.Context, tx *sqlx.Tx, p *Participant) (bus.Event, error) {
	if !p.Erase(database.Now()) {
		return nil, nil
	}
	// The print is a hash of the name among other things.
	if _, err := tx.ExecContext(ctx, `UPDATE participants SET print = '', erased_at = $2 WHERE id = $1`, p.ID, p.ErasedAt); err != nil {
		return nil, fmt.Errorf("erasing participant: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM seats WHERE participant_id = $1`, p.ID); err != nil {
		return nil, fmt.Errorf("giving seats back: %w", err)
	}
	return events.ParticipantErased{ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, ErasedAt: *p.ErasedAt}, nil
}

// Do loads the participant, lets verb change it, saves it and emits the event;
// no event means that nothing changed.
func (s *Store) Do(ctx context.Context, forumID, id string, verb func(*sqlx.Tx, *Participant) (bus.Event, error)) (p Participant, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		// Locked first and then read: who waited for the lock would read consents and seats as they were before it.
		if _, err := tx.ExecContext(ctx, `SELECT FROM participants WHERE forum_id = $1 AND id = $2 FOR UPDATE`, forumID, id); err != nil {
			return fmt.Errorf("locking participant: %w", err)
		}
		if p, err = load(ctx, tx, forumID, id); err != nil {
			return err
		}
		e, err := verb(tx, &p)
		if err != nil || e == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE participants SET key = $2, name = $3, language = $4, organisation_id = NULLIF($5, '')::uuid, needs = $6,
				checked_in_at = $7, version = $8, only_writes = $9, district_id = NULLIF($10, '')::uuid WHERE id = $1`,
			p.ID, p.Key, p.Name, p.Language, p.OrganisationID, p.Needs, p.CheckedInAt, p.Version, p.OnlyWrites, p.DistrictID)
		if err != nil {
			return fmt.Errorf("saving participant: %w", err)
		}
		return bus.Emit(ctx, tx, e)
	})
	return p, err
}

// Load returns a participant of the forum, or the problem participant_not_found.
func (s *Store) Load(ctx context.Context, forumID, id string) (Participant, error) {
	return load(ctx, s.db, forumID, id)
}

func load(ctx context.Context, q sqlx.QueryerContext, forumID, id string) (Participant, error) {
	p, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM participants WHERE forum_id = $1 AND id = $2`, forumID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Participant{}, problem.NotFound("participant_not_found")
	}
	if err != nil {
		return Participant{}, fmt.Errorf("loading participant: %w", err)
	}
	return p, nil
}

// All returns all participants of a forum who were not erased, for imports that
// look for repetitions.
func All(ctx context.Context, q sqlx.QueryerContext, forumID string) ([]Participant, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+columns+` FROM participants WHERE forum_id = $1 AND erased_at IS NULL AND NOT only_writes ORDER BY id`, forumID)
	if err != nil {
		return nil, fmt.Errorf("listing participants: %w", err)
	}
	return page.Collect(rows, scan)
}
