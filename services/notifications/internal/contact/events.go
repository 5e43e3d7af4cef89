package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
)

const (
	scopeProcessing    = string(events.ConsentProcessing)
	scopeNotifications = string(events.ConsentNotifications)
)

// Subscriptions are what the contacts hear.
func Subscriptions(s *Store) []bus.Subscription {
	return []bus.Subscription{
		bus.OnAny("consents", s.rememberConsents, events.ParticipantRegistered{}, events.ConsentChanged{}, events.ParticipantErased{}),
	}
}

// rememberConsents keeps who may be written to. Each event may come before any
// other of the same person; all at hand are applied together.
func (s *Store) rememberConsents(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	heard, err := listen(received)
	if err != nil {
		return err
	}
	// The people come first: their rows are the lock that the composer waits for.
	for _, apply := range []func(context.Context, *sqlx.Tx) error{heard.people, heard.consents, heard.withdrawals, heard.erasures} {
		if err := apply(ctx, tx); err != nil {
			return err
		}
	}
	if err := chain.Touch(ctx, tx, heard.touched...); err != nil {
		return err
	}
	s.Ring.Ring()
	return nil
}

// heard is a batch of events, sorted out.
type heard struct {
	known   map[uuid.UUID]knownPerson
	changes map[consentKey]consentChange
	erased  []erasure
	touched []uuid.UUID
}

type knownPerson struct {
	ParticipantID uuid.UUID `json:"participant_id"`
	ForumID       uuid.UUID `json:"forum_id"`
	Version       int       `json:"version"` // 0 = only mentioned
	Language      string    `json:"language"`
}

type consentKey struct {
	participant    uuid.UUID
	scope, channel string
}

type consentChange struct {
	ParticipantID uuid.UUID  `json:"participant_id"`
	Scope         string     `json:"scope"`
	Channel       string     `json:"channel"`
	Version       int        `json:"version"`
	Given         bool       `json:"given"`
	ChangedAt     time.Time  `json:"changed_at"`
	WithdrawnAt   *time.Time `json:"withdrawn_at"`
}

type erasure struct {
	ParticipantID uuid.UUID `json:"participant_id"`
	ErasedAt      time.Time `json:"erased_at"`
}

func listen(received []bus.Received) (*heard, error) {
	h := &heard{known: map[uuid.UUID]knownPerson{}, changes: map[consentKey]consentChange{}}
	for _, r := range received {
		var who knownPerson
		if err := r.Decode(&who); err != nil {
			return nil, err
		}
		switch r.Name {
		case events.ParticipantRegistered{}.Name():
		case events.ConsentChanged{}.Name():
			var c consentChange
			if err := r.Decode(&c); err != nil {
				return nil, err
			}
			h.change(c)
			who.Version = 0
		case events.ParticipantErased{}.Name():
			var e erasure
			if err := r.Decode(&e); err != nil {
				return nil, err
			}
			h.erased = append(h.erased, e)
			who.Version = 0
		default:
			continue
		}
		if before, ok := h.known[who.ParticipantID]; !ok || before.Version < who.Version {
			h.known[who.ParticipantID] = who
		}
	}
	h.touched = slices.SortedFunc(maps.Keys(h.known), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return h, nil
}

// change folds a change into those of the same consent: the highest version
// counts, but every withdrawal is remembered.
func (h *heard) change(c consentChange) {
	if c.Scope == scopeProcessing {
		c.Channel = ""
	}
	if !c.Given {
		c.WithdrawnAt = &c.ChangedAt
	}
	key := consentKey{c.ParticipantID, c.Scope, c.Channel}
	before, ok := h.changes[key]
	if ok && before.WithdrawnAt != nil && (c.WithdrawnAt == nil || c.WithdrawnAt.Before(*before.WithdrawnAt)) {
		c.WithdrawnAt = before.WithdrawnAt
	}
	if ok && before.Version > c.Version {
		before.WithdrawnAt = c.WithdrawnAt
		c = before
	}
	h.changes[key] = c
}

// people makes and updates the people, in the order of their ids, so that two
// transactions never wait for each other. Who was erased stays so, whatever
// comes late.
func (h *heard) people(ctx context.Context, tx *sqlx.Tx) error {
	all := make([]knownPerson, len(h.touched))
	for i, id := range h.touched {
		all[i] = h.known[id]
	}
	return apply(ctx, tx, "people", all, `
		INSERT INTO person (participant_id, forum_id, version, language)
		SELECT participant_id, forum_id, version, CASE WHEN version > 0 THEN language ELSE '' END
		FROM jsonb_to_recordset($1::jsonb) AS e(participant_id uuid, forum_id uuid, version int, language text)
		ON CONFLICT (participant_id) DO UPDATE SET
		       version  = greatest(person.version, excluded.version),
		       language = CASE WHEN excluded.version > person.version AND person.erased_at IS NULL THEN excluded.language ELSE person.language END`)
}

func (h *heard) consents(ctx context.Context, tx *sqlx.Tx) error {
	all := slices.Collect(maps.Values(h.changes))
	return apply(ctx, tx, "consents", all, `
		INSERT INTO consent (participant_id, scope, channel, version, given, changed_at, withdrawn_at)
		SELECT participant_id, scope, channel, version, given, changed_at, withdrawn_at
		FROM jsonb_to_recordset($1::jsonb) AS e(participant_id uuid, scope text, channel text, version int, given boolean,
		       changed_at timestamptz, withdrawn_at timestamptz)
		ON CONFLICT (participant_id, scope, channel) DO UPDATE SET
		       version      = greatest(consent.version, excluded.version),
		       given        = CASE WHEN excluded.version > consent.version THEN excluded.given ELSE consent.given END,
		       changed_at   = CASE WHEN excluded.version > consent.version THEN excluded.changed_at ELSE consent.changed_at END,
		       withdrawn_at = greatest(consent.withdrawn_at, excluded.withdrawn_at)`) // NULLs are ignored
}

// withdrawals delete the contacts that were there when a consent was withdrawn; who
// agrees again later says again where. The moment counts and not the order of
// arrival: what was entered after it stays, and so does a contact of another
// channel than the one that it was withdrawn from.
func (h *heard) withdrawals(ctx context.Context, tx *sqlx.Tx) error {
	return apply(ctx, tx, "withdrawals", slices.Collect(maps.Values(h.changes)), `
		UPDATE person p SET channel = '', address = '', contact_language = '', contact_at = NULL,
		       contact_version = p.contact_version + 1, declined_at = greatest(p.declined_at, e.withdrawn_at)
		FROM (SELECT person.participant_id, max(withdrawn_at) AS withdrawn_at
		      FROM jsonb_to_recordset($1::jsonb) AS e(participant_id uuid, channel text, withdrawn_at timestamptz) JOIN person USING (participant_id)
		      WHERE e.channel = '' OR person.channel IN (e.channel, 'none') GROUP BY person.participant_id) e
		WHERE p.participant_id = e.participant_id AND p.contact_at <= e.withdrawn_at`)
}

// erasures forget how people are reached. The composer, to whom they are
// touched, deletes the words of their messages.
func (h *heard) erasures(ctx context.Context, tx *sqlx.Tx) error {
	return apply(ctx, tx, "erasures", h.erased, `
		UPDATE person p SET erased_at = e.erased_at, language = '', channel = '', address = '', contact_language = '', contact_at = NULL
		FROM jsonb_to_recordset($1::jsonb) AS e(participant_id uuid, erased_at timestamptz)
		WHERE p.participant_id = e.participant_id`)
}

func apply[T any](ctx context.Context, tx *sqlx.Tx, what string, all []T, statement string) error {
	if len(all) == 0 {
		return nil
	}
	data, err := json.Marshal(all)
	if err == nil {
		_, err = tx.ExecContext(ctx, statement, string(data))
	}
	if err != nil {
		return fmt.Errorf("applying %d %s: %w", len(all), what, err)
	}
	return nil
}
