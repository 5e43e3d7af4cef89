package proposal

import (
	"slices"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
)

// SuggestionIDs are the suggestions that p carries, each once.
func (p *Proposal) SuggestionIDs() []string { return strand.SuggestionIDs(p.Strands) }

// Count is how many suggestions p carries.
func (p *Proposal) Count() int { return len(p.SuggestionIDs()) }

// Absorb takes all that other carries, what it had absorbed before included.
// Both must be open. A strand that comes back to the one it was divided from
// ends there: the suggestion is whole again.
func (p *Proposal) Absorb(other *Proposal) (strand.Move, error) {
	if p.ID == other.ID {
		return strand.Move{}, problem.Conflict("merge_into_itself")
	}
	if err := other.mustBeOpen(); err != nil {
		return strand.Move{}, err
	}
	if err := p.mustBeOpen(); err != nil {
		return strand.Move{}, err
	}
	carried, here := p.SuggestionIDs(), slices.Clone(p.Strands)
	m := strand.Move{Strands: other.Strands, Lost: other.Count()}
	for _, s := range other.SuggestionIDs() {
		if slices.Contains(carried, s) {
			m.Joined = append(m.Joined, s)
		}
	}
	for _, s := range m.Strands {
		if slices.ContainsFunc(here, func(h strand.Strand) bool { return h.ID == s.Parent }) {
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
func (p *Proposal) Return(carrier *Proposal, brought, ended []strand.Strand) (strand.Move, error) {
	if p.State != Merged {
		return strand.Move{}, problem.Conflict("proposal_not_merged", "number", p.Number)
	}
	if err := carrier.mustBeOpen(); err != nil {
		return strand.Move{}, err
	}
	m := carrier.Give(func(s strand.Strand) bool { return slices.Contains(brought, s) })
	m.Strands = append(m.Strands, ended...)
	p.Strands, p.State, p.MergedInto = m.Strands, Open, ""
	m.Gained = p.Count()
	p.Version++
	return m, nil
}

// Split makes a new proposal of some, not all, of p's suggestions. It repeats
// the words of the first of them until it is worded.
func (p *Proposal) Split(id string, suggestions []string) (*Proposal, strand.Move, error) {
	if err := p.mustCarry(suggestions); err != nil {
		return nil, strand.Move{}, err
	}
	m := p.Give(func(s strand.Strand) bool { return slices.Contains(suggestions, s.SuggestionID) })
	if len(p.Strands) == 0 {
		return nil, strand.Move{}, problem.Conflict("split_takes_all", "number", p.Number)
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
	var more []strand.Strand
	for _, s := range p.Strands {
		if slices.Contains(suggestions, s.SuggestionID) && !slices.Contains(strand.SuggestionIDs(more), s.SuggestionID) {
			more = append(more, strand.Strand{SuggestionID: s.SuggestionID, Parent: s.ID})
		}
	}
	return p.offspring(id, more), nil
}

func (p *Proposal) offspring(id string, strands []strand.Strand) *Proposal {
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

// Give takes the wanted strands out of p.
func (p *Proposal) Give(wanted func(strand.Strand) bool) strand.Move {
	kept, m := strand.Give(p.Strands, wanted)
	p.Strands = kept
	p.Version++
	return m
}
