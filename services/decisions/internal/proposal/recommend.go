package proposal

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
)

// Recommendations that groups confirm become proposals.
//
// Such a proposal carries the suggestions it rests on. One that stands alone in
// its home, which nobody has worded, gives it up: the home is merged into the
// proposal and can be brought back. One that the secretariat works on elsewhere
// stays there and is divided.
//
// A correction rewords the proposal until the secretariat has worded or put it;
// after that both wordings are shown. What it carries follows the report while
// it is open. A recommendation that is no more gives back what it carries, unless
// the secretariat has worked on it; its proposal stays, marked.

// recommend hears confirmed reports. All proposals that the batch concerns are
// locked at once.
func recommend(ctx context.Context, tx *sqlx.Tx, confirmed []events.ReportConfirmed, received []bus.Received) error {
	if err := gatherNothing(ctx, tx); err != nil {
		return err
	}
	var changes []recommendation.Change
	var because []bus.Received
	var concerned []string
	for i, e := range confirmed {
		heard, err := recommendation.Hear(ctx, tx, e)
		if err != nil {
			return err
		}
		for _, c := range heard {
			if !c.Same() {
				changes, because = append(changes, c), append(because, received[i])
				concerned = append(concerned, c.ProposalID)
				concerned = append(concerned, homesOf(slices.Concat(c.SuggestionIDs, c.Left()))...)
			}
		}
	}
	w, err := startCarrying(ctx, tx, concerned)
	if err != nil {
		return err
	}
	if err := recommendation.Date(ctx, tx, changes, w.at); err != nil {
		return err
	}
	for i, c := range changes {
		w.because = because[i]
		if err := w.correct(ctx, c); err != nil {
			return err
		}
	}
	return bus.EmitEach(ctx, tx, w.told...)
}

// carryArrived adds suggestions that have just arrived to the recommendations
// that have waited for them; the arrival of the first that a recommendation rests
// on is what it is carried because of.
func carryArrived(ctx context.Context, tx *sqlx.Tx, waiting []recommendation.Recommendation, arrived []heard) error {
	if len(waiting) == 0 {
		return nil
	}
	var concerned []string
	for _, r := range waiting {
		concerned = append(append(concerned, r.ProposalID), homesOf(r.SuggestionIDs)...)
	}
	w, err := startCarrying(ctx, tx, concerned)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		p := w.found[r.ProposalID]
		if p.State != Open {
			continue
		}
		for _, h := range slices.Backward(arrived) {
			if slices.Contains(r.SuggestionIDs, h.SuggestionID) {
				w.because = h.because
			}
		}
		told := tellOf(r)
		if err := w.carry(ctx, p, r.SuggestionIDs, &told); err != nil {
			return err
		}
		if err := w.tell(ctx, p, told); err != nil {
			return err
		}
	}
	return bus.EmitEach(ctx, tx, w.told...)
}

func homesOf(suggestions []string) []string {
	homes := make([]string, len(suggestions))
	for i, s := range suggestions {
		homes[i] = HomeID(s)
	}
	return homes
}

// carrying is the work on proposals that stand for recommendations.
type carrying struct {
	act
	tx      *sqlx.Tx
	found   map[string]*Proposal // locked
	told    []bus.Outgoing
	because bus.Received
}

func startCarrying(ctx context.Context, tx *sqlx.Tx, concerned []string) (*carrying, error) {
	found, err := lockKnown(ctx, tx, concerned)
	if err != nil {
		return nil, err
	}
	w := &carrying{tx: tx, found: found}
	if w.act, err = begin(ctx, tx, ""); err != nil {
		return nil, err
	}
	w.recommended = true
	return w, nil
}

func tellOf(r recommendation.Recommendation) events.ProposalRecommended {
	return events.ProposalRecommended{
		SessionID: r.SessionID, RecommendationID: r.ID, Edition: r.Edition, Recommended: r.Text, Who: r.Who, Until: r.Until, Dropped: r.Dropped,
	}
}

// correct brings a proposal up to date with its recommendation.
func (w *carrying) correct(ctx context.Context, c recommendation.Change) error {
	p, told := w.found[c.ProposalID], tellOf(c.Recommendation)
	if p == nil {
		var err error
		if p, err = w.make(ctx, c.Recommendation); err != nil {
			return err
		}
	}
	untouched := p.Recommend(c.Text, c.Dropped)
	if p.State == Open && (untouched || !c.Dropped) {
		if err := w.letGo(ctx, p, c.Left()); err != nil {
			return err
		}
	}
	if p.State == Open && !c.Dropped {
		if err := w.carry(ctx, p, c.SuggestionIDs, &told); err != nil {
			return err
		}
	}
	return w.tell(ctx, p, told)
}

// tell saves a proposal and tells that it stands for a recommendation.
func (w *carrying) tell(ctx context.Context, p *Proposal, e events.ProposalRecommended) error {
	if err := Save(ctx, w.tx, p); err != nil {
		return err
	}
	e.Proposal = p.Public()
	w.told = append(w.told, w.because.Causes(ctx, e))
	return nil
}

// make stores the proposal of a new recommendation, with the theme of most of
// its suggestions.
func (w *carrying) make(ctx context.Context, r recommendation.Recommendation) (*Proposal, error) {
	p := &Proposal{ID: r.ProposalID, ForumID: r.ForumID, Text: r.Text, Follows: r.ProposalID, State: Open}
	var themes []string
	err := w.tx.SelectContext(ctx, &themes, `
		SELECT theme_id FROM suggestions WHERE forum_id = $1 AND theme_id <> '' AND id = ANY($2::uuid[])
		GROUP BY theme_id ORDER BY count(*) DESC, theme_id LIMIT 1`, r.ForumID, pq.Array(r.SuggestionIDs))
	if err != nil {
		return nil, fmt.Errorf("looking for the theme of a recommendation: %w", err)
	}
	if len(themes) > 0 {
		p.ThemeID = themes[0]
	}
	if p.Number, err = numbering.Take(ctx, w.tx, p.ForumID, "proposal", 1); err != nil {
		return nil, err
	}
	_, err = w.tx.ExecContext(ctx, `
		INSERT INTO proposals (id, forum_id, theme_id, number, text, follows, recommended) VALUES ($1, $2, $3, $4, $5, $1, true)`,
		p.ID, p.ForumID, p.ThemeID, p.Number, database.AsJSON(p.Text))
	if err != nil {
		return nil, fmt.Errorf("storing a recommended proposal: %w", err)
	}
	w.found[p.ID] = p
	return p, nil
}
