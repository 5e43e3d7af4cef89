package proposal

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
)

// Merge lets one proposal absorb others, all of them or none. One that is
// merged into it already is passed over, so the same request may come twice.
func (s *Store) Merge(ctx context.Context, forum, into string, absorbed []string, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		found, err := Lock(ctx, tx, forum, append([]string{into}, absorbed...)...)
		if err != nil {
			return err
		}
		now, err := begin(ctx, tx, by)
		if err != nil {
			return err
		}
		target := found[into]
		var told []bus.Event
		for _, id := range absorbed {
			p := found[id]
			if p.State == Merged && p.MergedInto == into {
				continue
			}
			moved, err := target.Absorb(p)
			if err != nil {
				return s.explainMerge(ctx, tx, err, p, target)
			}
			if err := now.move(ctx, tx, "merged", p, target, moved); err != nil {
				return err
			}
			if err := Save(ctx, tx, p); err != nil {
				return err
			}
			told = append(told, events.ProposalMerged{Proposal: target.Public(), AbsorbedProposalID: id, MovedSuggestionIDs: suggestionsOf(moved.Strands), RejoinedSuggestionIDs: moved.Joined})
		}
		if err := Save(ctx, tx, target); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told...)
	})
}

// explainMerge tells a ring of merges (the target was itself absorbed by what
// it should absorb) from other refusals.
func (s *Store) explainMerge(ctx context.Context, tx *sqlx.Tx, refusal error, p, target *Proposal) error {
	if target.State != Merged {
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
	found, err := Lock(ctx, tx, forum, id, root)
	if err != nil {
		return err
	}
	p, carrier := found[id], found[root]
	if p.State != Merged {
		return problem.Conflict("proposal_not_merged", "number", p.Number)
	}
	// With both ends locked, the chain between them stands still.
	if now, err := rootOf(ctx, tx, id); err != nil {
		return err
	} else if now != root {
		return errMoved
	}
	now, err := begin(ctx, tx, by)
	if err != nil {
		return err
	}
	told, err := now.bringBack(ctx, tx, p, carrier)
	if err != nil {
		return err
	}
	return bus.Emit(ctx, tx, told)
}

// bringBack undoes a merge of which both ends are locked.
func (a act) bringBack(ctx context.Context, tx *sqlx.Tx, p, carrier *Proposal) (bus.Event, error) {
	brought, ended, err := undo(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	moved, err := p.Return(carrier, brought, ended)
	if err != nil {
		return nil, err
	}
	if err := a.move(ctx, tx, "unmerged", carrier, p, moved); err != nil {
		return nil, err
	}
	if err := Save(ctx, tx, p, carrier); err != nil {
		return nil, err
	}
	return events.ProposalUnmerged{Proposal: p.Public(), LeftProposalID: carrier.ID, MovedSuggestionIDs: suggestionsOf(moved.Strands)}, nil
}

// Split makes a new proposal of some of the suggestions of another. Where they
// stay in that one as well, they are divided: each is about two matters.
func (s *Store) Split(ctx context.Context, forum, id string, suggestions []string, stay bool, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "proposals"); err != nil || done {
			return err
		}
		found, err := Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		now, err := begin(ctx, tx, by)
		if err != nil {
			return err
		}
		split := now.takeOut
		if stay {
			split = now.divide
		}
		told, err := split(ctx, tx, found[id], suggestions, r)
		if err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told)
	})
}

func (a act) takeOut(ctx context.Context, tx *sqlx.Tx, left *Proposal, suggestions []string, r once.Request) (bus.Event, error) {
	p, moved, err := left.Split(r.ID, suggestions)
	if err != nil {
		return nil, err
	}
	if err := insertSplit(ctx, tx, p, r); err != nil {
		return nil, err
	}
	if err := a.move(ctx, tx, "split", left, p, moved); err != nil {
		return nil, err
	}
	if err := Save(ctx, tx, left); err != nil {
		return nil, err
	}
	return events.ProposalSplit{Proposal: p.Public(), LeftProposalID: left.ID, MovedSuggestionIDs: p.SuggestionIDs()}, nil
}

func (a act) divide(ctx context.Context, tx *sqlx.Tx, source *Proposal, suggestions []string, r once.Request) (bus.Event, error) {
	p, err := source.Divide(r.ID, suggestions)
	if err != nil {
		return nil, err
	}
	if err := insertSplit(ctx, tx, p, r); err != nil {
		return nil, err
	}
	if err := spin(ctx, tx, p, p.Strands); err != nil {
		return nil, err
	}
	if err := a.move(ctx, tx, "divided", source, p, Move{Strands: p.Strands, Gained: p.count()}); err != nil {
		return nil, err
	}
	return events.ProposalDivided{Proposal: p.Public(), SourceProposalID: source.ID, SharedSuggestionIDs: p.SuggestionIDs()}, nil
}

// insertSplit stores a proposal made by Split or Divide with the words and the theme of
// the suggestion that it follows.
func insertSplit(ctx context.Context, tx *sqlx.Tx, p *Proposal, r once.Request) error {
	var of struct {
		Text     string `db:"text"`
		Language string `db:"language"`
		ThemeID  string `db:"theme_id"`
	}
	if err := tx.GetContext(ctx, &of, `SELECT text, language, theme_id FROM suggestions WHERE id = $1`, p.Follows); err != nil {
		return fmt.Errorf("loading the words of a split proposal: %w", err)
	}
	p.Text = TextOf(events.Suggestion{Text: of.Text, Language: of.Language})
	if of.ThemeID != "" {
		p.ThemeID = of.ThemeID
	}
	var err error
	if p.Number, err = numbering.Take(ctx, tx, p.ForumID, "proposal", 1); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO proposals (id, forum_id, theme_id, number, text, follows, request) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, p.ForumID, p.ThemeID, p.Number, database.AsJSON(p.Text), p.Follows, r.Fingerprint)
	if err != nil {
		return fmt.Errorf("storing a split proposal: %w", err)
	}
	return nil
}

// Reword gives a proposal a wording. base is the version that the writer has
// seen, 0 if that does not matter.
func (s *Store) Reword(ctx context.Context, forum, id string, text events.Text, checked bool, base int, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		found, err := Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		p, checkedBy := found[id], ""
		if checked {
			checkedBy = by
		}
		seen := p.Version
		changed, err := p.Reword(text, checkedBy)
		if err != nil || !changed { // asked again
			return err
		}
		if base != 0 && base != seen {
			return problem.Conflict("newer_version").With("version", seen)
		}
		if err := Save(ctx, tx, p); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO wordings (proposal_id, version, text, translation_checked_by, by) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, p.Version, database.AsJSON(p.Text), p.TranslationCheckedBy, by)
		if err != nil {
			return fmt.Errorf("keeping a wording: %w", err)
		}
		return bus.Emit(ctx, tx, events.ProposalReworded{Proposal: p.Public()})
	})
}
