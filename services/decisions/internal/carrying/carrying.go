// Package carrying has a proposal carry what its recommendation rests on: what the
// groups of sessions confirm becomes proposals, and follows their corrections.
package carrying

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
)

// carrying is the work on proposals that stand for recommendations.
type carrying struct {
	strand.Act
	tx      *sqlx.Tx
	found   map[string]*proposal.Proposal // locked
	told    []bus.Outgoing
	because bus.Received
}

func startCarrying(ctx context.Context, tx *sqlx.Tx, concerned []string) (*carrying, error) {
	found, err := proposal.LockKnown(ctx, tx, concerned)
	if err != nil {
		return nil, err
	}
	w := &carrying{tx: tx, found: found}
	if w.Act, err = strand.ActOf(ctx, tx, ""); err != nil {
		return nil, err
	}
	w.Recommended = true
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
	if p.State == proposal.Open && (untouched || !c.Dropped) {
		if err := w.letGo(ctx, p, c.Left()); err != nil {
			return err
		}
	}
	if p.State == proposal.Open && !c.Dropped {
		if err := w.carry(ctx, p, c.SuggestionIDs, &told); err != nil {
			return err
		}
	}
	return w.tell(ctx, p, told)
}

// tell saves a proposal and tells that it stands for a recommendation.
func (w *carrying) tell(ctx context.Context, p *proposal.Proposal, e events.ProposalRecommended) error {
	if err := proposal.Save(ctx, w.tx, p); err != nil {
		return err
	}
	e.Proposal = p.Public()
	w.told = append(w.told, w.because.Causes(ctx, e))
	return nil
}

// make stores the proposal of a new recommendation, with the theme of most of
// its suggestions.
func (w *carrying) make(ctx context.Context, r recommendation.Recommendation) (*proposal.Proposal, error) {
	p := &proposal.Proposal{ID: r.ProposalID, ForumID: r.ForumID, Text: r.Text, Follows: r.ProposalID, State: proposal.Open, Recommended: true}
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
	if err := proposal.Insert(ctx, w.tx, "", p); err != nil {
		return nil, err
	}
	w.found[p.ID] = p
	return p, nil
}
