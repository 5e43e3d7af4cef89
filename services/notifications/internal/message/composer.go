package message

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
)

// Composer turns facts into messages. It takes up what has been touched, in
// rounds, one round at a time in the whole installation: whatever order facts,
// people and names arrive in, the round after the last piece finds them all.
type Composer struct {
	DB    *sqlx.DB
	Bus   *bus.Bus
	Log   *zap.Logger
	Words *Words
	Links Links
	// Patience is how long a letter waits for the names it would like to give
	// (forum, theme, session, bodies). A fact waits sixty times as long for a
	// suggestion that it concerns.
	Patience time.Duration
	Touched  chain.Bell // rung by those who touch
	Ready    chain.Bell // rung when messages are queued
}

const (
	roundSize    = 512
	roundPoll    = 250 * time.Millisecond // finds what other replicas touched
	roundTimeout = time.Minute
	// A bell rings a moment before the commit it announces, so a round that
	// comes too early is followed by a few close ones.
	soon      = 5 * time.Millisecond
	soonTimes = 10
)

// Run composes until ctx ends.
func (c *Composer) Run(ctx context.Context) error {
	late := time.NewTicker(min(max(c.Patience/4, 100*time.Millisecond), 15*time.Second))
	defer late.Stop()
	again := 0
	for ctx.Err() == nil {
		n, err := c.round(context.WithoutCancel(ctx))
		wait := roundPoll
		switch {
		case err != nil:
			c.Log.Warn("composing messages failed, trying again", zap.Error(err))
			wait = time.Second
		case n > 0:
			again = soonTimes
			continue
		case again > 0:
			again--
			wait = soon
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-c.Touched:
			again = soonTimes
		case <-late.C:
			if err := c.loseHope(ctx); err != nil && ctx.Err() == nil {
				c.Log.Warn("looking for messages that waited long enough failed", zap.Error(err))
			}
		}
		timer.Stop()
	}
	return nil
}

// loseHope touches what has waited long enough for a missing piece.
func (c *Composer) loseHope(ctx context.Context) error {
	_, err := c.DB.ExecContext(ctx, `
		WITH over AS (UPDATE awaited SET due = NULL WHERE due < now() RETURNING waiter)
		INSERT INTO touched (thing) SELECT DISTINCT waiter FROM over`)
	if err != nil {
		return fmt.Errorf("ending waits: %w", err)
	}
	return nil
}

// round works off up to roundSize touched things and returns how many.
func (c *Composer) round(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	var queued bool
	err = database.InTx(ctx, c.DB, func(tx *sqlx.Tx) error {
		touched, err := take(ctx, tx)
		if n = len(touched); err != nil || n == 0 {
			return err
		}
		r := &round{Composer: c, tx: tx}
		if err := r.expand(ctx, touched); err != nil {
			return err
		}
		if err := r.addressees(ctx, touched); err != nil {
			return err
		}
		queued, err = r.judge(ctx, touched)
		return err
	})
	if err == nil && queued {
		c.Bus.Wake()
		c.Ready.Ring()
	}
	return n, err
}

// take removes the oldest touched things; none while another replica composes.
func take(ctx context.Context, tx *sqlx.Tx) ([]uuid.UUID, error) {
	var mine bool
	if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtextextended('composer of ' || current_schema(), 0))`); err != nil || !mine {
		return nil, err
	}
	var things []uuid.UUID
	err := tx.SelectContext(ctx, &things, `
		WITH taken AS (DELETE FROM touched WHERE id IN (SELECT id FROM touched ORDER BY id LIMIT $1) RETURNING thing)
		SELECT DISTINCT thing FROM taken`, roundSize)
	if err != nil {
		return nil, fmt.Errorf("taking touched things: %w", err)
	}
	return things, nil
}

// round is one transaction's work.
type round struct {
	*Composer
	tx *sqlx.Tx
	// waits are the pieces found missing: waiter → things.
	waits map[uuid.UUID][]uuid.UUID
}

// expand touches what waited for the things; it is worked off in later rounds,
// so that a forum's title does not make a transaction of eleven thousand
// messages.
func (r *round) expand(ctx context.Context, things []uuid.UUID) error {
	_, err := r.tx.ExecContext(ctx, `
		WITH freed AS (DELETE FROM awaited WHERE thing = ANY($1::uuid[]) RETURNING waiter)
		INSERT INTO touched (thing) SELECT DISTINCT waiter FROM freed`, chain.IDs(things))
	if err != nil {
		return fmt.Errorf("waking what waited: %w", err)
	}
	return nil
}

// addressees makes one message for each author that a touched fact concerns. A
// fact of which a suggestion is not known yet waits whole: its author may have
// another one here, and one message names them all.
func (r *round) addressees(ctx context.Context, touched []uuid.UUID) error {
	facts, err := chain.Facts(ctx, r.tx, touched)
	if err != nil || len(facts) == 0 {
		return err
	}
	var wanted, ids []uuid.UUID
	for _, f := range facts {
		ids, wanted = append(ids, f.ID), append(wanted, f.SuggestionIDs...)
	}
	known, err := chain.Suggestions(ctx, r.tx, wanted)
	if err != nil {
		return err
	}
	hopeless, err := r.resetWaits(ctx, ids)
	if err != nil {
		return err
	}
	var made []*Message
	for _, f := range facts {
		var missing []uuid.UUID
		own := map[uuid.UUID][]uuid.UUID{}
		for _, id := range f.SuggestionIDs {
			s, ok := known[id]
			switch {
			case !ok:
				missing = append(missing, id)
			case s.AuthorID != uuid.Nil:
				own[s.AuthorID] = append(own[s.AuthorID], id)
			}
		}
		if err := r.await(ctx, f.ID, missing, 60*r.Patience, hopeless[f.ID]); err != nil {
			return err
		}
		if len(missing) > 0 && !hopeless[f.ID] {
			continue
		}
		for author, suggestions := range own {
			id, err := uuid.NewV7()
			if err != nil {
				return fmt.Errorf("making message id: %w", err)
			}
			made = append(made, &Message{
				ID: id, ForumID: f.ForumID, ParticipantID: author, Kind: f.Kind, FactID: f.ID, FactAt: f.At,
				SuggestionIDs: suggestions, Correlation: f.Correlation, state: Waiting, version: 1,
			})
		}
	}
	return insert(ctx, r.tx, made)
}

// resetWaits deletes the waiters' waits and returns those that need wait no
// longer for what they still lack.
func (r *round) resetWaits(ctx context.Context, waiters []uuid.UUID) (map[uuid.UUID]bool, error) {
	var hopeless []uuid.UUID
	err := r.tx.SelectContext(ctx, &hopeless, `
		WITH gone AS (DELETE FROM awaited WHERE waiter = ANY($1::uuid[]) RETURNING waiter, due)
		SELECT DISTINCT waiter FROM gone WHERE due IS NULL`, chain.IDs(waiters))
	if err != nil {
		return nil, fmt.Errorf("ending waits: %w", err)
	}
	set := make(map[uuid.UUID]bool, len(hopeless))
	for _, id := range hopeless {
		set[id] = true
	}
	return set, nil
}

// await notes what a fact or message waits for. Without hope it is still woken
// when the piece comes, but does not wait for it.
func (r *round) await(ctx context.Context, waiter uuid.UUID, things []uuid.UUID, patience time.Duration, hopeless bool) error {
	if len(things) == 0 {
		return nil
	}
	_, err := r.tx.ExecContext(ctx, `
		INSERT INTO awaited (thing, waiter, due)
		SELECT DISTINCT thing, $2::uuid, CASE WHEN $4 THEN NULL ELSE now() + make_interval(secs => $3) END FROM unnest($1::uuid[]) AS thing
		ON CONFLICT DO NOTHING`, chain.IDs(things), waiter, patience.Seconds(), hopeless)
	if err != nil {
		return fmt.Errorf("noting what is missing: %w", err)
	}
	return nil
}

// judge decides over the open messages that are touched: by themselves, by
// their fact or by their person. It reports whether any became queued.
func (r *round) judge(ctx context.Context, touched []uuid.UUID) (bool, error) {
	if err := r.forget(ctx, touched); err != nil {
		return false, err
	}
	messages, err := loadOpen(ctx, r.tx, touched)
	if err != nil || len(messages) == 0 {
		return false, err
	}
	ids := make([]uuid.UUID, len(messages))
	authors := make([]uuid.UUID, len(messages))
	for i, m := range messages {
		ids[i], authors[i] = m.ID, m.ParticipantID
	}
	people, err := contact.People(ctx, r.tx, authors)
	if err != nil {
		return false, err
	}
	hopeless, err := r.resetWaits(ctx, ids)
	if err != nil {
		return false, err
	}
	var changed, compose []*Message
	for _, m := range messages {
		altered, due := m.Judge(people[m.ParticipantID].Standing(m.FactAt))
		if altered {
			changed = append(changed, m)
		}
		if due {
			compose = append(compose, m)
		}
	}
	queued, err := r.compose(ctx, compose, people, hopeless)
	if err != nil {
		return false, err
	}
	if err := save(ctx, r.tx, append(changed, queued...)); err != nil {
		return false, err
	}
	return len(queued) > 0, r.emit(ctx, queued)
}

// forget deletes the words of erased people's messages. What was sent is still
// counted.
func (r *round) forget(ctx context.Context, touched []uuid.UUID) error {
	_, err := r.tx.ExecContext(ctx, `
		UPDATE message m SET letter = NULL, last_error = ''
		FROM person p WHERE p.participant_id = m.participant_id AND p.erased_at IS NOT NULL
		AND p.participant_id = ANY($1::uuid[]) AND m.letter IS NOT NULL AND m.state <> 'queued'`, chain.IDs(touched))
	if err != nil {
		return fmt.Errorf("deleting the words of erased people's messages: %w", err)
	}
	return nil
}

// compose writes the letters of those messages for which it can and returns
// these.
func (r *round) compose(ctx context.Context, messages []*Message, people map[uuid.UUID]contact.Person, hopeless map[uuid.UUID]bool) ([]*Message, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	stories, now, err := r.stories(ctx, messages)
	if err != nil {
		return nil, err
	}
	var queued []*Message
	for i, m := range messages {
		p := people[m.ParticipantID]
		letter, missing, err := r.Words.Compose(p.Language(), stories[i], r.Links)
		if err != nil {
			// One letter that cannot be written holds up no other one.
			level := zap.ErrorLevel
			if errors.Is(err, errNoReason) {
				level = zap.WarnLevel
			}
			r.Log.Log(level, "message not composed", zap.Stringer("message_id", m.ID), zap.Stringer("fact_id", m.FactID), zap.Error(err))
			continue
		}
		if len(missing) > 0 && !hopeless[m.ID] {
			if err := r.await(ctx, m.ID, missing, r.Patience, false); err != nil {
				return nil, err
			}
			continue
		}
		m.Queue(letter, p.Channel(), now)
		queued = append(queued, m)
	}
	return queued, nil
}

// stories gathers what the letters tell, for all in three queries.
func (r *round) stories(ctx context.Context, messages []*Message) (_ []Story, now time.Time, err error) {
	var factIDs, suggestionIDs, names []uuid.UUID
	for _, m := range messages {
		factIDs, suggestionIDs = append(factIDs, m.FactID), append(suggestionIDs, m.SuggestionIDs...)
	}
	facts, err := chain.Facts(ctx, r.tx, factIDs)
	if err != nil {
		return nil, now, err
	}
	byID := make(map[uuid.UUID]chain.Fact, len(facts))
	for _, f := range facts {
		byID[f.ID] = f
	}
	suggestions, err := chain.Suggestions(ctx, r.tx, suggestionIDs)
	if err != nil {
		return nil, now, err
	}
	stories := make([]Story, len(messages))
	for i, m := range messages {
		stories[i].Fact = byID[m.FactID]
		for _, id := range m.SuggestionIDs {
			stories[i].Own = append(stories[i].Own, suggestions[id])
		}
		names = append(names, named(stories[i].Fact, stories[i].Own)...)
	}
	book, err := chain.Look(ctx, r.tx, names)
	if err != nil {
		return nil, now, err
	}
	for i := range stories {
		stories[i].Book = book
	}
	return stories, now, r.tx.GetContext(ctx, &now, `SELECT clock_timestamp()`)
}

// emit tells of the queued messages.
func (r *round) emit(ctx context.Context, queued []*Message) error {
	told := make([]Told, len(queued))
	for i, m := range queued {
		told[i] = Told{m.Correlation, events.NoticeQueued{Notice: m.Notice()}}
	}
	return Tell(ctx, r.tx, told)
}

// Told is an event about a message, with the correlation of the fact that the
// message tells of.
type Told struct {
	Correlation string
	Event       bus.Event
}

// Tell emits events in one statement. They keep their correlation where they
// have the same; a crowd's is dropped, because a statement for each would halve
// the rate of a burst, and the notice's fact_id leads back to its cause anyway.
func Tell(ctx context.Context, tx *sqlx.Tx, told []Told) error {
	all := make([]bus.Event, len(told))
	same := len(told) > 0
	for i, t := range told {
		all[i] = t.Event
		same = same && t.Correlation == told[0].Correlation
	}
	if same {
		ctx = bus.WithCorrelation(ctx, told[0].Correlation)
	}
	return bus.Emit(ctx, tx, all...)
}
