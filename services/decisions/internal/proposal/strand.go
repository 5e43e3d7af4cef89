package proposal

import (
	"slices"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Strand is one way of a suggestion through the proposals. Most have one; a
// suggestion about two matters has one for each. Two strands of a suggestion may
// come together in a proposal: there it counts once.
type Strand struct {
	ID           int64  `db:"id"`
	SuggestionID string `db:"suggestion_id"`
	Parent       int64  `db:"parent"` // the strand that it was divided from; 0 = born with the suggestion
}

// Move is what went from one proposal to another.
type Move struct {
	Strands []Strand
	Ended   []Strand // those of them that joined the strand they were divided from
	Joined  []string // their suggestions that the one carried before as well
	Gained  int      // by how many suggestions the one grew
	Lost    int      // by how many the other shrank
}

// SuggestionIDs are the suggestions that p carries, each once.
func (p *Proposal) SuggestionIDs() []string { return suggestionsOf(p.Strands) }

func suggestionsOf(strands []Strand) []string {
	ids, seen := make([]string, 0, len(strands)), make(map[string]bool, len(strands))
	for _, s := range strands {
		if !seen[s.SuggestionID] {
			seen[s.SuggestionID] = true
			ids = append(ids, s.SuggestionID)
		}
	}
	return ids
}

func (p *Proposal) count() int { return len(p.SuggestionIDs()) }

// Absorb takes all that other carries, what it had absorbed before included.
// Both must be open. A strand that comes back to the one it was divided from
// ends there: the suggestion is whole again.
func (p *Proposal) Absorb(other *Proposal) (Move, error) {
	if p.ID == other.ID {
		return Move{}, problem.Conflict("merge_into_itself")
	}
	if err := other.mustBeOpen(); err != nil {
		return Move{}, err
	}
	if err := p.mustBeOpen(); err != nil {
		return Move{}, err
	}
	carried, here := p.SuggestionIDs(), slices.Clone(p.Strands)
	m := Move{Strands: other.Strands, Lost: other.count()}
	for _, s := range other.SuggestionIDs() {
		if slices.Contains(carried, s) {
			m.Joined = append(m.Joined, s)
		}
	}
	for _, s := range m.Strands {
		if slices.ContainsFunc(here, func(h Strand) bool { return h.ID == s.Parent }) {
			m.Ended = append(m.Ended, s)
		} else {
			p.Strands = append(p.Strands, s)
		}
	}
	m.Gained = m.Lost - len(m.Joined)
	other.Strands, other.State, other.MergedInto = nil, Merged, p.ID
	p.Version++
	other.Version++
	return m, nil
}

// Return undoes p's merge: what p brought leaves its present carrier, and p is
// open again. What ended in it begins anew; what has been split off from the
// carrier since stays where it is.
func (p *Proposal) Return(carrier *Proposal, brought, ended []Strand) (Move, error) {
	if p.State != Merged {
		return Move{}, problem.Conflict("proposal_not_merged", "number", p.Number)
	}
	if err := carrier.mustBeOpen(); err != nil {
		return Move{}, err
	}
	m := carrier.give(func(s Strand) bool { return slices.Contains(brought, s) })
	m.Strands = append(m.Strands, ended...)
	p.Strands, p.State, p.MergedInto = m.Strands, Open, ""
	m.Gained = p.count()
	p.Version++
	return m, nil
}

// Split makes a new proposal of some, not all, of p's suggestions. It repeats
// the words of the first of them until it is worded.
func (p *Proposal) Split(id string, suggestions []string) (*Proposal, Move, error) {
	if err := p.mustCarry(suggestions); err != nil {
		return nil, Move{}, err
	}
	m := p.give(func(s Strand) bool { return slices.Contains(suggestions, s.SuggestionID) })
	if len(p.Strands) == 0 {
		return nil, Move{}, problem.Conflict("split_takes_all", "number", p.Number)
	}
	m.Gained = m.Lost
	return p.offspring(id, m.Strands), m, nil
}

// Divide makes a new proposal of suggestions that stay in p as well: each has
// one strand more. The new ones have no ids yet.
func (p *Proposal) Divide(id string, suggestions []string) (*Proposal, error) {
	if err := p.mustCarry(suggestions); err != nil {
		return nil, err
	}
	var more []Strand
	for _, s := range p.Strands {
		if slices.Contains(suggestions, s.SuggestionID) && !slices.Contains(suggestionsOf(more), s.SuggestionID) {
			more = append(more, Strand{SuggestionID: s.SuggestionID, Parent: s.ID})
		}
	}
	return p.offspring(id, more), nil
}

func (p *Proposal) offspring(id string, strands []Strand) *Proposal {
	return &Proposal{
		ID: id, ForumID: p.ForumID, ThemeID: p.ThemeID, Follows: strands[0].SuggestionID, State: Open, Strands: strands, Version: 1,
	}
}

func (p *Proposal) mustCarry(suggestions []string) error {
	if err := p.mustBeOpen(); err != nil {
		return err
	}
	carried := p.SuggestionIDs()
	for _, s := range suggestions {
		if !slices.Contains(carried, s) {
			return problem.Conflict("suggestion_not_in_proposal", "number", p.Number).With("suggestion_id", s)
		}
	}
	return nil
}

// give takes the wanted strands out of p.
func (p *Proposal) give(wanted func(Strand) bool) Move {
	var m Move
	var kept []Strand
	before := p.count()
	for _, s := range p.Strands {
		if wanted(s) {
			m.Strands = append(m.Strands, s)
		} else {
			kept = append(kept, s)
		}
	}
	p.Strands = kept
	p.Version++
	m.Lost = before - p.count()
	return m
}
