package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Store keeps people's contacts and consents.
type Store struct {
	DB       *sqlx.DB
	Ring     chain.Bell       // wakes the composer
	Channels channel.Channels // by which people can be reached
}

type personRow struct {
	ID              uuid.UUID  `db:"participant_id"`
	ForumID         uuid.UUID  `db:"forum_id"`
	Version         int        `db:"version"`
	Language        string     `db:"language"`
	ErasedAt        *time.Time `db:"erased_at"`
	Channel         string     `db:"channel"`
	Address         string     `db:"address"`
	ContactLanguage string     `db:"contact_language"`
	ContactVersion  int        `db:"contact_version"`
	ContactAt       *time.Time `db:"contact_at"`
	DeclinedAt      *time.Time `db:"declined_at"`
	UnsubscribedAt  *time.Time `db:"unsubscribed_at"`
}

const personColumns = `participant_id, forum_id, version, language, erased_at, channel, address, contact_language,
	contact_version, contact_at, declined_at, unsubscribed_at`

// People loads and locks people, so that neither an erasure nor a withdrawal
// slips between judging a message and queueing it.
func People(ctx context.Context, tx *sqlx.Tx, ids []uuid.UUID) (map[uuid.UUID]Person, error) {
	var rows []personRow
	err := tx.SelectContext(ctx, &rows, `SELECT `+personColumns+` FROM person WHERE participant_id = ANY($1::uuid[])
		ORDER BY participant_id FOR UPDATE`, chain.IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("loading people: %w", err)
	}
	var consents []struct {
		ID          uuid.UUID  `db:"participant_id"`
		Scope       string     `db:"scope"`
		Channel     string     `db:"channel"`
		Given       bool       `db:"given"`
		ChangedAt   time.Time  `db:"changed_at"`
		WithdrawnAt *time.Time `db:"withdrawn_at"`
	}
	err = tx.SelectContext(ctx, &consents, `SELECT participant_id, scope, channel, given, changed_at, withdrawn_at
		FROM consent WHERE participant_id = ANY($1::uuid[])`, chain.IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("loading consents: %w", err)
	}
	people := make(map[uuid.UUID]Person, len(rows))
	for _, r := range rows {
		people[r.ID] = Person{
			ID: r.ID, ForumID: r.ForumID, version: r.Version, language: r.Language, erasedAt: r.ErasedAt,
			channel: r.Channel, address: r.Address, contactLanguage: r.ContactLanguage, contactVersion: r.ContactVersion,
			contactAt: r.ContactAt, declinedAt: r.DeclinedAt, unsubscribedAt: r.UnsubscribedAt,
			channels: map[string]consent{},
		}
	}
	for _, c := range consents {
		p, ok := people[c.ID]
		if !ok {
			continue
		}
		mine := consent{given: c.Given, changedAt: c.ChangedAt, withdrawnAt: c.WithdrawnAt}
		switch c.Scope {
		case scopeProcessing:
			p.processing = mine
			people[c.ID] = p
		case scopeNotifications:
			p.channels[c.Channel] = mine
		}
	}
	return people, nil
}

// change loads one person of the forum under a lock, lets do change them, and
// saves what it changed. A person not heard of yet is made: the desk may be
// quicker than the event.
func (s *Store) change(ctx context.Context, forum, id uuid.UUID, do func(p *Person, now time.Time) (bool, error)) (Person, error) {
	var p Person
	err := database.InTx(ctx, s.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO person (participant_id, forum_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, forum)
		if err != nil {
			return fmt.Errorf("making person: %w", err)
		}
		people, err := People(ctx, tx, []uuid.UUID{id})
		if err != nil {
			return err
		}
		if p = people[id]; p.ForumID != forum {
			return problem.Conflict("participant_of_other_forum")
		}
		// The clock is the database's, for all replicas the same.
		var now time.Time
		if err := tx.GetContext(ctx, &now, `SELECT clock_timestamp()`); err != nil {
			return fmt.Errorf("asking the time: %w", err)
		}
		changed, err := do(&p, now)
		if err != nil || !changed {
			return err
		}
		return save(ctx, tx, p)
	})
	s.Ring.Ring()
	return p, err
}

func save(ctx context.Context, tx *sqlx.Tx, p Person) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE person SET channel = $2, address = $3, contact_language = $4, contact_version = $5, contact_at = $6,
		       declined_at = $7, unsubscribed_at = $8
		WHERE participant_id = $1`,
		p.ID, p.channel, p.address, p.contactLanguage, p.contactVersion, p.contactAt, p.declinedAt, p.unsubscribedAt)
	if err != nil {
		return fmt.Errorf("saving contact: %w", err)
	}
	return chain.Touch(ctx, tx, p.ID)
}

// Of reads one person, with or without a contact; one that is not known is nobody.
func (s *Store) Of(ctx context.Context, id uuid.UUID) (p Person, err error) {
	err = database.InTx(ctx, s.DB, func(tx *sqlx.Tx) error {
		people, err := People(ctx, tx, []uuid.UUID{id})
		p = people[id]
		return err
	})
	return p, err
}

// Unsubscribe closes the person's channel until a later consent opens it again.
func (s *Store) Unsubscribe(ctx context.Context, p Person) error {
	_, err := s.change(ctx, p.ForumID, p.ID, func(p *Person, now time.Time) (bool, error) { return p.Unsubscribe(now), nil })
	return err
}

// load reads the contact of one person of the forum.
func (s *Store) load(ctx context.Context, forum, id uuid.UUID) (Person, error) {
	p, err := s.Of(ctx, id)
	if err == nil && (p.ForumID != forum || p.contactAt == nil) {
		err = problem.NotFound("contact_not_found")
	}
	return p, err
}
