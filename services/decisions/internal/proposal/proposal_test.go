package proposal

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// desk is what the store keeps, in memory: the proposals and what each standing
// merge brought.
type desk struct {
	proposals map[string]*Proposal
	brought   map[string][]string
	all       []string // every suggestion there is
	made      int
}

func newDesk(n int) *desk {
	d := &desk{proposals: map[string]*Proposal{}, brought: map[string][]string{}}
	for i := range n {
		s := fmt.Sprintf("s%02d", i)
		d.all = append(d.all, s)
		id := HomeID(s)
		d.proposals[id] = &Proposal{ID: id, State: Open, SuggestionIDs: []string{s}, Follows: s, Version: 1}
	}
	return d
}

func (d *desk) ids() []string {
	var ids []string
	for id := range d.proposals {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (d *desk) root(id string) *Proposal {
	p := d.proposals[id]
	for p.State == Merged {
		p = d.proposals[p.MergedInto]
	}
	return p
}

// check holds what must hold at every moment.
func (d *desk) check(t *rapid.T) {
	carried := map[string]string{}
	for id, p := range d.proposals {
		for _, s := range p.SuggestionIDs {
			if before, twice := carried[s]; twice {
				t.Fatalf("%s stands in %s and in %s", s, before, id)
			}
			carried[s] = id
		}
		if p.State == Merged && len(p.SuggestionIDs) > 0 {
			t.Fatalf("merged %s still carries %v", id, p.SuggestionIDs)
		}
		if (p.State == Merged) != (p.MergedInto != "") {
			t.Fatalf("%s: state %s, merged into %q", id, p.State, p.MergedInto)
		}
		for hops, q := 0, p; q.State == Merged; q = d.proposals[q.MergedInto] {
			if hops++; hops > len(d.proposals) {
				t.Fatalf("the merges of %s go round in a ring", id)
			}
		}
	}
	if len(carried) != len(d.all) {
		t.Fatalf("%d of %d suggestions stand in a proposal", len(carried), len(d.all))
	}
}

func TestEverySuggestionStandsInExactlyOneProposal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(rapid.IntRange(2, 12).Draw(t, "suggestions"))
		pick := func(name string) string { return rapid.SampledFrom(d.ids()).Draw(t, name) }
		t.Repeat(map[string]func(*rapid.T){
			"": d.check,
			"merge": func(t *rapid.T) {
				p, into := d.proposals[pick("absorbed")], d.proposals[pick("into")]
				had, has := slices.Clone(p.SuggestionIDs), slices.Clone(into.SuggestionIDs)
				moved, err := into.Absorb(p)
				if err != nil {
					return
				}
				d.brought[p.ID] = moved
				if !slices.Equal(moved, had) || !slices.Equal(into.SuggestionIDs, append(has, had...)) {
					t.Fatalf("moved %v of %v; the target carries %v", moved, had, into.SuggestionIDs)
				}
			},
			"unmerge": func(t *rapid.T) {
				p := d.proposals[pick("merged")]
				if p.State != Merged {
					return
				}
				carrier := d.root(p.ID)
				var there []string
				for _, s := range carrier.SuggestionIDs {
					if slices.Contains(d.brought[p.ID], s) {
						there = append(there, s)
					}
				}
				moved, err := p.Return(carrier, d.brought[p.ID])
				if err != nil {
					return
				}
				if !slices.Equal(moved, there) || p.State != Open || !slices.Equal(p.SuggestionIDs, there) {
					t.Fatalf("brought %v, still there %v, came back %v", d.brought[p.ID], there, p.SuggestionIDs)
				}
			},
			"split": func(t *rapid.T) {
				p := d.proposals[pick("left")]
				if len(p.SuggestionIDs) == 0 {
					return
				}
				taken := rapid.SliceOfNDistinct(rapid.SampledFrom(p.SuggestionIDs), 1, len(p.SuggestionIDs), rapid.ID).Draw(t, "taken")
				before := slices.Clone(p.SuggestionIDs)
				d.made++
				made, err := p.Split(fmt.Sprintf("split%d", d.made), taken)
				if err != nil {
					p.SuggestionIDs = before // as a rollback would
					return
				}
				d.proposals[made.ID] = made
			},
			"put": func(t *rapid.T) {
				p := d.proposals[pick("put")]
				_ = p.Put(len(p.SuggestionIDs))
			},
			"take back": func(t *rapid.T) {
				if p := d.proposals[pick("back")]; p.State == Put {
					p.TakeBack()
				}
			},
			"decide": func(t *rapid.T) {
				if p := d.proposals[pick("decided")]; p.State == Put {
					if err := p.Decide(rapid.SampledFrom([]string{"adopted", "deferred"}).Draw(t, "outcome")); err != nil {
						t.Fatal(err)
					}
				}
			},
		})
	})
}

func TestUnmergingInTheOrderOfMergingBackwardsRestoresAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(rapid.IntRange(2, 10).Draw(t, "suggestions"))
		before := map[string][]string{}
		for id, p := range d.proposals {
			before[id] = slices.Clone(p.SuggestionIDs)
		}
		var merged []string
		for range rapid.IntRange(1, 12).Draw(t, "merges") {
			p := d.proposals[rapid.SampledFrom(d.ids()).Draw(t, "absorbed")]
			into := d.proposals[rapid.SampledFrom(d.ids()).Draw(t, "into")]
			if moved, err := into.Absorb(p); err == nil {
				d.brought[p.ID] = moved
				merged = append(merged, p.ID)
			}
		}
		for _, id := range slices.Backward(merged) {
			p := d.proposals[id]
			if _, err := p.Return(d.root(id), d.brought[id]); err != nil {
				t.Fatal(err)
			}
		}
		for id, p := range d.proposals {
			if p.State != Open || !slices.Equal(p.SuggestionIDs, before[id]) {
				t.Fatalf("%s: %s with %v, want open with %v", id, p.State, p.SuggestionIDs, before[id])
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	in := func(s State) *Proposal { return &Proposal{ID: string(s), State: s, SuggestionIDs: []string{"a"}} }
	open := func() *Proposal { return &Proposal{ID: "other", State: Open, SuggestionIDs: []string{"b"}} }
	codes := map[State]string{Merged: "proposal_merged", Put: "proposal_put", Decided: "proposal_decided"}
	for state, code := range codes {
		want := problem.Conflict(code)
		verbs := map[string]func() error{
			"absorb":      func() error { _, err := in(state).Absorb(open()); return err },
			"be absorbed": func() error { _, err := open().Absorb(in(state)); return err },
			"split":       func() error { _, err := in(state).Split("new", []string{"a"}); return err },
			"reword":      func() error { _, err := in(state).Reword(events.Text{KK: "с"}, ""); return err },
			"put":         func() error { return in(state).Put(1) },
			"give back":   func() error { _, err := in(Merged).Return(in(state), nil); return err },
		}
		for name, verb := range verbs {
			if err := verb(); !errors.Is(err, want) {
				t.Errorf("%s while %s: got %v, want %s", name, state, err, code)
			}
		}
	}
	more := map[string]struct {
		err  error
		code string
	}{
		"itself":          {second(open().Absorb(open())), "merge_into_itself"},
		"not merged":      {second(open().Return(in(Open), nil)), "proposal_not_merged"},
		"not its own":     {second(open().Split("new", []string{"z"})), "suggestion_not_in_proposal"},
		"all":             {second(open().Split("new", []string{"b"})), "split_takes_all"},
		"no text":         {second(open().Reword(events.Text{}, "")), "invalid_request"},
		"half checked":    {second(open().Reword(events.Text{RU: "р"}, "me")), "invalid_request"},
		"nobody left":     {open().Put(0), "proposal_without_suggestions"},
		"decided unasked": {open().Decide("adopted"), "proposal_not_put"},
	}
	for name, c := range more {
		if !errors.Is(c.err, problem.Conflict(c.code)) {
			t.Errorf("%s: got %v, want %s", name, c.err, c.code)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestADeferredProposalMayBePutAgain(t *testing.T) {
	p := &Proposal{State: Open, SuggestionIDs: []string{"a"}}
	for _, outcome := range []string{Deferred, Deferred, "adopted"} {
		if err := p.Put(1); err != nil {
			t.Fatal(err)
		}
		p.TakeBack()
		if err := p.Put(1); err != nil {
			t.Fatalf("after it was taken back: %v", err)
		}
		if err := p.Decide(outcome); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Put(1); !errors.Is(err, problem.Conflict("proposal_decided")) {
		t.Errorf("an adopted proposal was put again: %v", err)
	}
}

// The ids of all home proposals ever made follow from this.
func TestHomeIDsNeverChange(t *testing.T) {
	if got := HomeID("01920000-0000-7000-8000-000000000001"); got != "894e9014-49f6-5696-a02c-576d876ff18c" {
		t.Errorf("got %s", got)
	}
}
