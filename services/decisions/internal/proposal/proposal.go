// Package proposal gathers suggestions into proposals. Every suggestion stands
// in a proposal at every moment: first in one of its own, its home; merging
// moves it, splitting moves it, undoing a merge brings it back. What is about
// two matters is divided into two strands, each of which stands in exactly one
// proposal. Nothing is lost and nothing is written over.
package proposal

import (
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// State is where a proposal stands.
type State = events.ProposalState

// The states of a proposal.
const (
	Open    = events.ProposalOpen     // may be merged, split, worded, put
	Merged  = events.ProposalIsMerged // gave its suggestions to another; can be brought back
	Put     = events.ProposalPut      // before the plenary: what it says and carries stands still
	Decided = events.ProposalDecided  // the plenary has decided
)

// Deferred is the one outcome after which a proposal may be put again.
const Deferred = events.Deferred

// Proposal is what the secretariat works on: one wording for the suggestions
// that it carries.
type Proposal struct {
	ID                   string
	ForumID              string
	ThemeID              string
	Number               int64
	Text                 events.Text
	Follows              string // whose words it repeats until a person words it: a suggestion's, or its own id for a recommendation's; "" = worded
	TranslationCheckedBy string // staff account; "" = nobody
	State                State
	MergedInto           string
	Outcome              events.Outcome  // of its decision
	Recommended          bool            // by the group of a session
	Strands              []strand.Strand // of the suggestions that it carries
	Version              int
}

// homes is the name space of home proposals. It never changes: the ids of all
// home proposals ever made follow from it.
var homes = uuid.MustParse("6f1d2a52-5c0e-5d1b-9f6e-0a7a3c9d4e21")

// HomeID is the id of the proposal that a suggestion is born into.
func HomeID(suggestion string) string { return uuid.NewSHA1(homes, []byte(suggestion)).String() }

// HomesOf are the ids of suggestions' homes.
func HomesOf(suggestions []string) []string {
	homes := make([]string, len(suggestions))
	for i, s := range suggestions {
		homes[i] = HomeID(s)
	}
	return homes
}

// Home is the proposal that a suggestion is born into: it repeats its words.
func Home(of events.Suggestion, number int64) *Proposal {
	return &Proposal{
		ID: HomeID(of.SuggestionID), ForumID: of.ForumID, ThemeID: suggestion.ThemeOf(of), Number: number, Text: suggestion.TextOf(of),
		Follows: of.SuggestionID, State: Open, Strands: []strand.Strand{{SuggestionID: of.SuggestionID}}, Version: 1,
	}
}

// Reword gives p a wording. checkedBy is the account that has compared the
// Kazakh and the Russian text, "" if nobody has. It reports whether anything
// changed.
func (p *Proposal) Reword(text events.Text, checkedBy string) (bool, error) {
	if err := p.mustBeOpen(); err != nil {
		return false, err
	}
	if text.Empty() {
		return false, problem.InvalidField("/text", "text_needed")
	}
	if checkedBy != "" && wording.Missing(text) {
		return false, problem.InvalidField("/translation_checked", "translation_not_there")
	}
	same := p.Text == text && p.Follows == "" && (p.TranslationCheckedBy == "") == (checkedBy == "")
	if same {
		return false, nil
	}
	p.Text, p.TranslationCheckedBy, p.Follows = text, checkedBy, ""
	p.Version++
	return true, nil
}

// Follow repeats what its suggestion says now. A proposal before the plenary,
// or decided, stands still. It reports whether anything changed.
func (p *Proposal) Follow(text events.Text, theme string) bool {
	if p.State != Open && p.State != Merged || p.Text == text && p.ThemeID == theme {
		return false
	}
	p.Text, p.ThemeID = text, theme
	p.Version++
	return true
}

// Recommend notes what a group recommends now, and reports whether the secretariat
// has left p as the group worded it: then it says the same.
func (p *Proposal) Recommend(text events.Text, dropped bool) (untouched bool) {
	untouched = p.Follows == p.ID && (p.State == Open || p.State == Merged)
	if untouched && !dropped {
		p.Text = text
	}
	p.Recommended = !dropped
	p.Version++
	return untouched
}

// Put puts p before the plenary. standing is how many of its suggestions have
// not been withdrawn; what a group recommends stands without. A deferred
// proposal may come back.
func (p *Proposal) Put(standing int) error {
	if p.State != Decided || p.Outcome != Deferred {
		if err := p.mustBeOpen(); err != nil {
			return err
		}
	}
	if standing == 0 && !p.Recommended {
		return problem.Conflict("proposal_without_suggestions", "number", p.Number)
	}
	p.State = Put
	p.Version++
	return nil
}

// TakeBack takes p back from the plenary.
func (p *Proposal) TakeBack() {
	p.State = Open
	if p.Outcome == Deferred {
		p.State = Decided
	}
	p.Version++
}

// Decide notes the plenary's outcome, or a corrected one.
func (p *Proposal) Decide(outcome events.Outcome) error {
	if p.State != Put && p.State != Decided {
		return problem.Conflict("proposal_not_put", "number", p.Number)
	}
	p.State, p.Outcome = Decided, outcome
	p.Version++
	return nil
}

func (p *Proposal) mustBeOpen() error {
	switch p.State {
	case Merged:
		return problem.Conflict("proposal_merged", "number", p.Number).With("proposal_id", p.ID).With("merged_into", p.MergedInto)
	case Put:
		return problem.Conflict("proposal_put", "number", p.Number).With("proposal_id", p.ID)
	case Decided:
		return problem.Conflict("proposal_decided", "number", p.Number).With("proposal_id", p.ID)
	case Open:
	}
	return nil
}

// Public is p's state as events tell it.
func (p *Proposal) Public() events.Proposal {
	return events.Proposal{
		ForumID: p.ForumID, ProposalID: p.ID, Version: p.Version, ThemeID: p.ThemeID, Number: p.Number,
		Text: p.Text, TranslationCheckedBy: p.TranslationCheckedBy, State: p.State,
		MergedInto: p.MergedInto, SuggestionIDs: p.SuggestionIDs(),
	}
}
