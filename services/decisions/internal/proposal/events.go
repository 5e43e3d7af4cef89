package proposal

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
)

// Subscriptions gather proposals from what facilitation tells, suggestions and
// recommendations, and forget people when sessions tells to.
//
// All facts about suggestions come through one consumer, so that they keep their
// order; each carries the whole suggestion, so that any of them may be the first.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		bus.OnAny("gather-proposals", gather,
			events.SuggestionCaptured{}, events.SuggestionReworded{}, events.SuggestionAttributed{}, events.SuggestionWithdrawn{},
			events.SuggestionRestored{}, events.SuggestionParked{}, events.SuggestionUnparked{}, events.SuggestionHidden{}),
		bus.On("forget-authors", forgetAuthor),
		bus.OnBatch("carry-recommendations", recommend),
	}
}

// heard is a suggestion's newest state in a batch, and the event that told it.
type heard struct {
	events.Suggestion
	because bus.Received
}

// gather stores the suggestions of a batch and makes the home proposals of
// those that are new, in a few statements for all of them.
func gather(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	newest := map[string]heard{}
	for _, r := range received {
		var s events.Suggestion
		if err := r.Decode(&s); err != nil {
			return err
		}
		if before, ok := newest[s.SuggestionID]; !ok || before.Version < s.Version {
			newest[s.SuggestionID] = heard{s, r}
		}
	}
	if err := forgetErased(ctx, tx, newest); err != nil {
		return err
	}
	if err := keepStates(ctx, tx, received); err != nil {
		return err
	}
	ids := slices.Sorted(maps.Keys(newest))
	var known []struct {
		ID      string `db:"id"`
		Version int    `db:"version"`
	}
	err := tx.SelectContext(ctx, &known, `SELECT id, version FROM suggestions WHERE id = ANY($1::uuid[])`, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("looking for known suggestions: %w", err)
	}
	var changed []heard
	for _, k := range known {
		if h := newest[k.ID]; h.Version > k.Version {
			changed = append(changed, h)
		}
		delete(newest, k.ID)
	}
	waiting, err := recommendation.RestingOn(ctx, tx, slices.Collect(maps.Keys(newest)))
	if err != nil {
		return err
	}
	if err := lockInOrder(ctx, tx, changed, waiting); err != nil {
		return err
	}
	if err := hideCopies(ctx, tx, changed); err != nil {
		return err
	}
	if err := follow(ctx, tx, changed); err != nil {
		return err
	}
	fresh := make([]heard, 0, len(newest))
	for _, h := range newest {
		fresh = append(fresh, h)
	}
	// The order of the forum's own numbers, as far as it is known.
	slices.SortFunc(fresh, func(a, b heard) int {
		return cmp.Or(cmp.Compare(a.ForumID, b.ForumID), cmp.Compare(a.Number, b.Number))
	})
	if err := welcome(ctx, tx, fresh); err != nil || len(waiting) == 0 {
		return err
	}
	return carryArrived(ctx, tx, waiting, fresh)
}

// lockInOrder locks the proposals that follow changed suggestions together with
// those that have waited for new ones: each of these alone would be in order,
// one after the other not.
func lockInOrder(ctx context.Context, tx *sqlx.Tx, changed []heard, waiting []recommendation.Recommendation) error {
	if len(waiting) == 0 {
		return nil
	}
	var follow, of []string
	for _, h := range changed {
		follow = append(follow, h.SuggestionID)
	}
	for _, r := range waiting {
		of = append(append(of, r.ProposalID), homesOf(r.SuggestionIDs)...)
	}
	_, err := tx.ExecContext(ctx, `SELECT FROM proposals WHERE follows = ANY($1::uuid[]) OR id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
		pq.Array(follow), pq.Array(of))
	if err != nil {
		return fmt.Errorf("locking proposals: %w", err)
	}
	return nil
}

// born is a suggestion with its home proposal, as one statement stores them.
type born struct {
	ID           string      `json:"id"`
	ForumID      string      `json:"forum_id"`
	Version      int         `json:"version"`
	Number       int64       `json:"number"`
	Receipt      string      `json:"receipt"`
	Text         string      `json:"text"`
	OriginalText string      `json:"original_text"`
	Language     string      `json:"language"`
	AuthorID     string      `json:"author_id"`
	SessionID    string      `json:"session_id"`
	ThemeID      string      `json:"theme_id"`
	State        string      `json:"state"`
	ReceivedAt   time.Time   `json:"received_at"`
	StateAt      time.Time   `json:"state_at"`
	OfferedTo    string      `json:"offered_to"`
	HomeID       string      `json:"home_id"`
	HomeNumber   int64       `json:"home_number"`
	HomeText     events.Text `json:"home_text"`

	Tags events.List[string] `json:"tags"`
}

func bear(h heard, number int64) born {
	return born{
		ID: h.SuggestionID, ForumID: h.ForumID, Version: h.Version, Number: h.Number, Receipt: h.Receipt, Text: h.Text,
		OriginalText: h.OriginalText, Language: h.Language, AuthorID: h.AuthorID, SessionID: h.SessionID,
		ThemeID: ThemeOf(h.Suggestion), State: h.State, ReceivedAt: h.ReceivedAt, StateAt: h.because.Time,
		OfferedTo: OfferedTo(h.Suggestion), HomeID: HomeID(h.SuggestionID), HomeNumber: number, HomeText: TextOf(h.Suggestion),
		Tags: h.Tags,
	}
}

// welcome stores suggestions that are new here, each in its home proposal.
// fresh is sorted by forum.
func welcome(ctx context.Context, tx *sqlx.Tx, fresh []heard) error {
	if len(fresh) == 0 {
		return nil
	}
	rows := make([]born, 0, len(fresh))
	for forum := range slices.Values(fresh) {
		if len(rows) > 0 && rows[len(rows)-1].ForumID == forum.ForumID {
			rows = append(rows, bear(forum, rows[len(rows)-1].HomeNumber+1))
			continue
		}
		n := 0
		for _, h := range fresh {
			if h.ForumID == forum.ForumID {
				n++
			}
		}
		first, err := numbering.Take(ctx, tx, forum.ForumID, "proposal", n)
		if err != nil {
			return err
		}
		rows = append(rows, bear(forum, first))
	}
	_, err := tx.ExecContext(ctx, `
		WITH born AS (
			SELECT * FROM jsonb_to_recordset($1::jsonb) AS b(id uuid, forum_id uuid, version int, number bigint, receipt text,
				text text, original_text text, language text, author_id text, session_id text, theme_id text, state text,
				received_at timestamptz, state_at timestamptz, home_id uuid, home_number bigint, home_text jsonb, tags text[], offered_to text)
		), homes AS (
			INSERT INTO proposals (id, forum_id, theme_id, number, text, follows)
			SELECT home_id, forum_id, theme_id, home_number, home_text, id FROM born
		), stored AS (
			INSERT INTO suggestions (id, forum_id, version, number, receipt, text, original_text, language, author_id,
				session_id, theme_id, state, received_at, state_at, tags, offered_to)
			SELECT id, forum_id, version, number, receipt, text, original_text, language, author_id,
				session_id, theme_id, state, received_at, state_at, tags, offered_to FROM born
		)
		INSERT INTO strands (suggestion_id, proposal_id) SELECT id, home_id FROM born`, database.AsJSON(rows))
	if err != nil {
		return fmt.Errorf("storing %d suggestions: %w", len(rows), err)
	}
	all := make([]bus.Outgoing, len(rows))
	for i, b := range rows {
		all[i] = fresh[i].because.Causes(ctx, events.ProposalGathered{Proposal: events.Proposal{
			ForumID: b.ForumID, ProposalID: b.HomeID, Version: 1, ThemeID: b.ThemeID, Number: b.HomeNumber, Text: b.HomeText,
			State: string(Open), SuggestionIDs: []string{b.ID},
		}})
	}
	return bus.EmitEach(ctx, tx, all...)
}

// follow brings known suggestions up to date, and the proposals that still
// repeat their words.
func follow(ctx context.Context, tx *sqlx.Tx, changed []heard) error {
	if len(changed) == 0 {
		return nil
	}
	of, ids, rows := make(map[string]heard, len(changed)), make([]string, len(changed)), make([]born, len(changed))
	for i, h := range changed {
		of[h.SuggestionID], ids[i], rows[i] = h, h.SuggestionID, bear(h, 0)
	}
	// Proposals are locked before suggestions, and in the order of their ids.
	var following []row
	err := tx.SelectContext(ctx, &following, `SELECT `+columns+` FROM proposals
		WHERE follows = ANY($1::uuid[]) AND follows <> id AND state IN ('open', 'merged') ORDER BY id FOR NO KEY UPDATE`, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("loading proposals that follow suggestions: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE suggestions s SET version = b.version, text = b.text, original_text = b.original_text, language = b.language, author_id = b.author_id,
			theme_id = b.theme_id, state = b.state, tags = b.tags, offered_to = b.offered_to,
			state_at = CASE WHEN s.state = b.state THEN s.state_at ELSE b.state_at END
		FROM jsonb_to_recordset($1::jsonb) AS b(id uuid, version int, text text, original_text text, language text, author_id text,
			theme_id text, state text, state_at timestamptz, tags text[], offered_to text)
		WHERE s.id = b.id AND s.version < b.version`, database.AsJSON(rows))
	if err != nil {
		return fmt.Errorf("updating %d suggestions: %w", len(rows), err)
	}
	var changedToo []*Proposal
	saying := map[string]heard{}
	for _, r := range following {
		h, p := of[r.Follows], r.proposal()
		if !p.Follow(TextOf(h.Suggestion), ThemeOf(h.Suggestion)) {
			continue
		}
		if err := Save(ctx, tx, p); err != nil {
			return err
		}
		changedToo, saying[p.ID] = append(changedToo, p), h
	}
	if err := loadStrands(ctx, tx, byID(changedToo)); err != nil {
		return err
	}
	all := make([]bus.Outgoing, len(changedToo))
	for i, p := range changedToo {
		all[i] = saying[p.ID].because.Causes(ctx, events.ProposalReworded{Proposal: p.Public()})
	}
	return bus.EmitEach(ctx, tx, all...)
}

func byID(ps []*Proposal) map[string]*Proposal {
	of := make(map[string]*Proposal, len(ps))
	for _, p := range ps {
		of[p.ID] = p
	}
	return of
}
