package composer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
	"github.com/shanyraq/shanyraq/services/notifications/internal/story"
)

// judge decides over the open messages that are touched: by themselves, by
// their fact or by their person. It reports whether any became queued.
func (r *round) judge(ctx context.Context, touched []uuid.UUID) (bool, error) {
	messages, closed, err := message.Load(ctx, r.tx, touched)
	if err != nil {
		return false, err
	}
	if err := r.forget(ctx, messages, closed); err != nil || len(messages) == 0 {
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
	var changed, compose []*message.Message
	for _, m := range messages {
		p := people[m.ParticipantID]
		altered, due := m.Judge(p.Standing(m.FactAt), p.Channel())
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
	// What was taken back and composed anew is there twice, and alike.
	if err := message.Save(ctx, r.tx, append(changed, queued...)); err != nil {
		return false, err
	}
	return len(queued) > 0, r.emit(ctx, queued)
}

// forget deletes the words of erased people's messages. What was sent is still
// counted.
func (r *round) forget(ctx context.Context, loaded ...[]*message.Message) error {
	var ids []uuid.UUID
	for _, m := range slices.Concat(loaded...) {
		ids = append(ids, m.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	res, err := r.tx.ExecContext(ctx, `
		UPDATE message m SET letter = NULL, last_error = '', evidence = ''
		FROM person p WHERE p.participant_id = m.participant_id AND p.erased_at IS NOT NULL
		AND m.message_id = ANY($1::uuid[]) AND m.letter IS NOT NULL AND m.state <> 'queued'`, chain.IDs(ids))
	if err != nil {
		return fmt.Errorf("deleting the words of erased people's messages: %w", err)
	}
	n, err := res.RowsAffected()
	r.forgot = r.forgot || n > 0
	return err
}

// compose writes the letters of those messages for which it can and returns
// these.
func (r *round) compose(ctx context.Context, messages []*message.Message, people map[uuid.UUID]contact.Person, hopeless map[uuid.UUID]bool) ([]*message.Message, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	stories, now, err := r.stories(ctx, messages)
	if err != nil {
		return nil, err
	}
	links := r.links
	if links.Institution, err = chain.Institution(ctx, r.tx); err != nil {
		return nil, err
	}
	var queued []*message.Message
	for i, m := range messages {
		p := people[m.ParticipantID]
		letter, missing, err := story.Compose(p.Language(), stories[i], links)
		if err != nil {
			// One letter that cannot be written holds up no other one.
			level := zap.ErrorLevel
			if errors.Is(err, story.ErrNoReason) {
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
		m.Queue(letter, p.Channel(), now, !m.Released && r.Held.Holds(p.Channel(), m.FactAt, m.SuggestionIDs, m.Kind == chain.Receipt))
		queued = append(queued, m)
	}
	return queued, nil
}

// stories gathers what the letters tell, for all in three queries.
func (r *round) stories(ctx context.Context, messages []*message.Message) (_ []story.Story, now time.Time, err error) {
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
	stories := make([]story.Story, len(messages))
	for i, m := range messages {
		stories[i].Fact = byID[m.FactID]
		for _, id := range m.SuggestionIDs {
			stories[i].Own = append(stories[i].Own, suggestions[id])
		}
		names = append(names, stories[i].Names()...)
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
func (r *round) emit(ctx context.Context, queued []*message.Message) error {
	var told []message.Told
	for _, m := range queued {
		if m.Ready() {
			told = append(told, message.Told{Correlation: m.Correlation, Event: events.NoticeQueued{Notice: m.Notice()}})
		}
	}
	return message.Tell(ctx, r.tx, told)
}
