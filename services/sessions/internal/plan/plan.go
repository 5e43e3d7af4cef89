// Package plan is all rounds of a session in their order: it is made, changed and
// made anew before the session, and while it runs.
package plan

import (
	"reflect"
	"slices"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// Plan is all rounds of a session in their order. What has started keeps its
// place: it is what happened. The planned rounds behind it stand without gaps;
// a planned round that was passed over stays where it is until it is moved.
type Plan []round.Round

// begun is the place of the last round that has started, 0 if none has.
func (p Plan) begun() int {
	last := 0
	for _, r := range p {
		if r.State != "planned" {
			last = max(last, r.Number)
		}
	}
	return last
}

// Begun reports whether any round has started.
func (p Plan) Begun() bool { return p.begun() > 0 }

// Is reports whether the plan is these steps and nothing else.
func (p Plan) Is(steps []step.Step) bool {
	return slices.EqualFunc(p, steps, func(r round.Round, s step.Step) bool { return reflect.DeepEqual(r.Step, s) })
}

// Put gives the round a place, or moves it there; with no number it comes last.
// It returns the plan with the new places and the problem round_place when
// something that has started stands there or behind.
func (p Plan) Put(r round.Round, number int) (Plan, error) {
	begun := p.begun()
	if number != 0 && number <= begun {
		return nil, problem.Conflict("round_place", "place", begun+1)
	}
	rest := p.Without(r.ID)
	r.Number = 0
	at := len(rest)
	if number != 0 {
		at = slices.IndexFunc(rest, func(other round.Round) bool { return other.Number >= number })
	}
	if at < 0 {
		at = len(rest)
	}
	return slices.Insert(rest, at, r).numbered(), nil
}

// with has a changed round in the place where it was.
func (p Plan) with(r round.Round) Plan {
	changed := slices.Clone(p)
	changed[slices.IndexFunc(p, func(other round.Round) bool { return other.ID == r.ID })] = r
	return changed
}

// Without takes a round out; those behind it move up.
func (p Plan) Without(id string) Plan {
	rest := slices.DeleteFunc(slices.Clone(p), func(r round.Round) bool { return r.ID == id })
	return rest.numbered()
}

// numbered closes the gaps behind what has started.
func (p Plan) numbered() Plan {
	begun := p.begun()
	next := begun + 1
	for i := range p {
		if r := &p[i]; r.State == "planned" && (r.Number > begun || r.Number == 0) {
			r.Number = next
			next++
		}
	}
	return p
}

// changed are the rounds that are not what they were, each with its next
// version if only its place is another. New ones are among them.
func (p Plan) changed(before Plan) []*round.Round {
	was := map[string]round.Round{}
	for _, r := range before {
		was[r.ID] = r
	}
	var all []*round.Round
	for i := range p {
		r := &p[i]
		old, known := was[r.ID]
		if known && old.Number == r.Number && old.Version == r.Version {
			continue
		}
		if known && old.Version == r.Version {
			r.Version++
		}
		all = append(all, r)
	}
	return all
}

// Find returns a round of the plan, or the problem round_not_found.
func (p Plan) Find(id string) (round.Round, error) {
	for _, r := range p {
		if r.ID == id {
			return r, nil
		}
	}
	return round.Round{}, problem.NotFound("round_not_found")
}
