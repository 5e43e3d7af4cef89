package merge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// Store merges and splits proposals.
type Store struct {
	bus       *bus.Bus
	proposals *proposal.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, proposals *proposal.Store) *Store { return &Store{b, proposals} }

// Merge lets one proposal absorb others, all of them or none. One that is
// merged into it already is passed over, so the same request may come twice.
func (s *Store) Merge(ctx context.Context, forum, into string, absorbed []string, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		found, err := proposal.Lock(ctx, tx, forum, append([]string{into}, absorbed...)...)
		if err != nil {
			return err
		}
		now, err := strand.ActOf(ctx, tx, by)
		if err != nil {
			return err
		}
		target := found[into]
		var told []bus.Event
		for _, id := range absorbed {
			p := found[id]
			if p.State == proposal.Merged && p.MergedInto == into {
				continue
			}
			moved, err := target.Absorb(p)
			if err != nil {
				return explainMerge(ctx, tx, err, p, target)
			}
			if err := now.Move(ctx, tx, "merged", p.ID, target.ID, target.Count(), moved); err != nil {
				return err
			}
			if err := proposal.Save(ctx, tx, p); err != nil {
				return err
			}
			told = append(told, events.ProposalMerged{Proposal: target.Public(), AbsorbedProposalID: id, MovedSuggestionIDs: strand.SuggestionIDs(moved.Strands), RejoinedSuggestionIDs: moved.Joined})
		}
		if err := proposal.Save(ctx, tx, target); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told...)
	})
}

// explainMerge tells a ring of merges (the target was itself absorbed by what
// it should absorb) from other refusals.
func explainMerge(ctx context.Context, tx *sqlx.Tx, refusal error, p, target *proposal.Proposal) error {
	if target.State != proposal.Merged {
		return refusal
	}
	root, err := rootOf(ctx, tx, target.ID)
	if err != nil {
		return err
	}
	if root == p.ID {
		return problem.Conflict("merge_in_a_ring", "number", p.Number, "into", target.Number).With("merged_into", root)
	}
	var refused *problem.Error
	if errors.As(refusal, &refused) && refused.Code == "proposal_merged" && refused.Extra["proposal_id"] == target.ID {
		return refused.With("carried_by", root)
	}
	return refusal
}

// errMoved asks for another try: a chain of merges changed before it was locked.
var errMoved = errors.New("the chain of merges has changed")

// Unmerge brings back what an absorbed proposal brought, from wherever it is
// carried now.
func (s *Store) Unmerge(ctx context.Context, forum, id, by string) error {
	for {
		err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error { return unmerge(ctx, tx, forum, id, by) })
		if !errors.Is(err, errMoved) {
			return err
		}
	}
}

func unmerge(ctx context.Context, tx *sqlx.Tx, forum, id, by string) error {
	root, err := rootOf(ctx, tx, id)
	if err != nil {
		return err
	}
	found, err := proposal.Lock(ctx, tx, forum, id, root)
	if err != nil {
		return err
	}
	p, carrier := found[id], found[root]
	if p.State != proposal.Merged {
		return problem.Conflict("proposal_not_merged", "number", p.Number)
	}
	// With both ends locked, the chain between them stands still.
	if now, err := rootOf(ctx, tx, id); err != nil {
		return err
	} else if now != root {
		return errMoved
	}
	now, err := strand.ActOf(ctx, tx, by)
	if err != nil {
		return err
	}
	told, err := BringBack(ctx, tx, now, p, carrier)
	if err != nil {
		return err
	}
	return bus.Emit(ctx, tx, told)
}

// BringBack undoes a merge of which both ends are locked.
func BringBack(ctx context.Context, tx *sqlx.Tx, a strand.Act, p, carrier *proposal.Proposal) (bus.Event, error) {
	brought, ended, err := strand.Undo(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	moved, err := p.Return(carrier, brought, ended)
	if err != nil {
		return nil, err
	}
	if err := a.Move(ctx, tx, "unmerged", carrier.ID, p.ID, p.Count(), moved); err != nil {
		return nil, err
	}
	if err := proposal.Save(ctx, tx, p, carrier); err != nil {
		return nil, err
	}
	return events.ProposalUnmerged{Proposal: p.Public(), LeftProposalID: carrier.ID, MovedSuggestionIDs: strand.SuggestionIDs(moved.Strands)}, nil
}

// Split makes a new proposal of some of the suggestions of another. Where they
// stay in that one as well, they are divided: each is about two matters.
func (s *Store) Split(ctx context.Context, forum, id string, suggestions []string, stay bool, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "proposals"); err != nil || done {
			return err
		}
		found, err := proposal.Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		now, err := strand.ActOf(ctx, tx, by)
		if err != nil {
			return err
		}
		split := takeOut
		if stay {
			split = divide
		}
		told, err := split(ctx, tx, now, found[id], suggestions, r)
		if err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told)
	})
}

func takeOut(ctx context.Context, tx *sqlx.Tx, a strand.Act, left *proposal.Proposal, suggestions []string, r once.Request) (bus.Event, error) {
	p, moved, err := left.Split(r.ID, suggestions)
	if err != nil {
		return nil, err
	}
	if err := insertSplit(ctx, tx, p, r); err != nil {
		return nil, err
	}
	if err := a.Move(ctx, tx, "split", left.ID, p.ID, p.Count(), moved); err != nil {
		return nil, err
	}
	if err := proposal.Save(ctx, tx, left); err != nil {
		return nil, err
	}
	return events.ProposalSplit{Proposal: p.Public(), LeftProposalID: left.ID, MovedSuggestionIDs: p.SuggestionIDs()}, nil
}

func divide(ctx context.Context, tx *sqlx.Tx, a strand.Act, source *proposal.Proposal, suggestions []string, r once.Request) (bus.Event, error) {
	p, err := source.Divide(r.ID, suggestions)
	if err != nil {
		return nil, err
	}
	if err := insertSplit(ctx, tx, p, r); err != nil {
		return nil, err
	}
	if err := strand.Spin(ctx, tx, p.ID, p.Strands); err != nil {
		return nil, err
	}
	if err := a.Move(ctx, tx, "divided", source.ID, p.ID, p.Count(), strand.Move{Strands: p.Strands, Gained: p.Count()}); err != nil {
		return nil, err
	}
	return events.ProposalDivided{Proposal: p.Public(), SourceProposalID: source.ID, SharedSuggestionIDs: p.SuggestionIDs()}, nil
}

// insertSplit stores a proposal made by Split or Divide with the words and the theme of
// the suggestion that it follows.
func insertSplit(ctx context.Context, tx *sqlx.Tx, p *proposal.Proposal, r once.Request) error {
	var of struct {
		Text     string `db:"text"`
		Language string `db:"language"`
		ThemeID  string `db:"theme_id"`
	}
	if err := tx.GetContext(ctx, &of, `SELECT text, language, theme_id FROM suggestions WHERE id = $1`, p.Follows); err != nil {
		return fmt.Errorf("loading the words of a split proposal: %w", err)
	}
	p.Text = suggestion.TextOf(events.Suggestion{Text: of.Text, Language: of.Language})
	if of.ThemeID != "" {
		p.ThemeID = of.ThemeID
	}
	var err error
	if p.Number, err = numbering.Take(ctx, tx, p.ForumID, "proposal", 1); err != nil {
		return err
	}
	return proposal.Insert(ctx, tx, r.Fingerprint, p)
}

// rootOf follows a chain of merges to the proposal at its end.
func rootOf(ctx context.Context, tx *sqlx.Tx, id string) (string, error) {
	var root string
	err := tx.GetContext(ctx, &root, `
		WITH RECURSIVE chain AS (
			SELECT id, merged_into FROM proposals WHERE id = $1
			UNION SELECT p.id, p.merged_into FROM proposals p JOIN chain c ON p.id = c.merged_into)
		SELECT id FROM chain WHERE merged_into IS NULL`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", problem.NotFound("proposal_not_found").With("proposal_id", id)
	}
	if err != nil {
		return "", fmt.Errorf("following a chain of merges: %w", err)
	}
	return root, nil
}
