package proposal

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
)

// desk is what the store keeps, in memory: the proposals and what each standing
// merge brought.
type desk struct {
	proposals map[string]*Proposal
	brought   map[string][]strand.Strand
	all       []string        // every suggestion there is
	strands   []strand.Strand // every strand there is
	made      int
}

func newDesk(n int) *desk {
	d := &desk{proposals: map[string]*Proposal{}, brought: map[string][]strand.Strand{}}
	for i := range n {
		s := fmt.Sprintf("s%02d", i)
		d.all = append(d.all, s)
		id := HomeID(s)
		d.proposals[id] = &Proposal{ID: id, State: Open, Strands: []strand.Strand{d.spin(s, 0)}, Follows: s, Version: 1}
	}
	return d
}

func (d *desk) spin(suggestion string, parent int64) strand.Strand {
	s := strand.Strand{ID: int64(len(d.strands) + 1), SuggestionID: suggestion, Parent: parent}
	d.strands = append(d.strands, s)
	return s
}

// ended are those of the strands that stand nowhere.
func (d *desk) ended(among []strand.Strand) (ended []strand.Strand) {
	for _, s := range among {
		if !slices.ContainsFunc(d.ids(), func(id string) bool { return slices.Contains(d.proposals[id].Strands, s) }) {
			ended = append(ended, s)
		}
	}
	return ended
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
	carried, stands := map[string]bool{}, map[int64]string{}
	for id, p := range d.proposals {
		for _, s := range p.Strands {
			if before, twice := stands[s.ID]; twice {
				t.Fatalf("strand %v stands in %s and in %s", s, before, id)
			}
			stands[s.ID], carried[s.SuggestionID] = id, true
		}
		if p.State == Merged && len(p.Strands) > 0 {
			t.Fatalf("merged %s still carries %v", id, p.Strands)
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
	for _, s := range d.strands {
		if s.Parent == 0 && stands[s.ID] == "" {
			t.Fatalf("%v was born with its suggestion and stands nowhere", s)
		}
	}
}

func TestEveryStrandStandsInExactlyOneProposal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(rapid.IntRange(2, 12).Draw(t, "suggestions"))
		pick := func(name string) string { return rapid.SampledFrom(d.ids()).Draw(t, name) }
		t.Repeat(map[string]func(*rapid.T){
			"": d.check,
			"merge": func(t *rapid.T) {
				p, into := d.proposals[pick("absorbed")], d.proposals[pick("into")]
				had, has := slices.Clone(p.Strands), into.Count()
				moved, err := into.Absorb(p)
				if err != nil {
					return
				}
				d.brought[p.ID] = moved.Strands
				if !slices.Equal(moved.Strands, had) || into.Count() != has+moved.Gained || moved.Lost != len(strand.SuggestionIDs(had)) {
					t.Fatalf("moved %+v of %v; the target carries %v", moved, had, into.Strands)
				}
				for _, e := range moved.Ended {
					if !slices.Contains(into.SuggestionIDs(), e.SuggestionID) {
						t.Fatalf("%v ended where its suggestion is not carried", e)
					}
				}
			},
			"unmerge": func(t *rapid.T) {
				p := d.proposals[pick("merged")]
				if p.State != Merged {
					return
				}
				carrier := d.root(p.ID)
				has := carrier.Count()
				var back []strand.Strand
				for _, s := range carrier.Strands {
					if slices.Contains(d.brought[p.ID], s) {
						back = append(back, s)
					}
				}
				back = append(back, d.ended(d.brought[p.ID])...)
				moved, err := p.Return(carrier, d.brought[p.ID], d.ended(d.brought[p.ID]))
				if err != nil {
					return
				}
				if !slices.Equal(moved.Strands, back) || p.State != Open || !slices.Equal(p.Strands, back) || carrier.Count() != has-moved.Lost || p.Count() != moved.Gained {
					t.Fatalf("brought %v, still there or ended %v, came back %+v", d.brought[p.ID], back, moved)
				}
			},
			"split": func(t *rapid.T) {
				p := d.proposals[pick("left")]
				if len(p.Strands) == 0 {
					return
				}
				taken := rapid.SliceOfNDistinct(rapid.SampledFrom(p.SuggestionIDs()), 1, p.Count(), rapid.ID).Draw(t, "taken")
				before := slices.Clone(p.Strands)
				d.made++
				made, _, err := p.Split(fmt.Sprintf("split%d", d.made), taken)
				if err != nil {
					p.Strands = before // as a rollback would
					return
				}
				d.proposals[made.ID] = made
			},
			"divide": func(t *rapid.T) {
				p := d.proposals[pick("source")]
				if len(p.Strands) == 0 || len(d.proposals) > 30 {
					return
				}
				shared := rapid.SliceOfNDistinct(rapid.SampledFrom(p.SuggestionIDs()), 1, p.Count(), rapid.ID).Draw(t, "shared")
				before := slices.Clone(p.Strands)
				d.made++
				made, err := p.Divide(fmt.Sprintf("split%d", d.made), shared)
				if err != nil {
					return
				}
				for i, s := range made.Strands {
					made.Strands[i] = d.spin(s.SuggestionID, s.Parent)
				}
				if !slices.Equal(p.Strands, before) || made.Count() != len(shared) {
					t.Fatalf("divided %v: %v stayed, %v went on", shared, p.Strands, made.Strands)
				}
				d.proposals[made.ID] = made
			},
			"put": func(t *rapid.T) {
				p := d.proposals[pick("put")]
				_ = p.Put(p.Count())
			},
			"take back": func(t *rapid.T) {
				if p := d.proposals[pick("back")]; p.State == Put {
					p.TakeBack()
				}
			},
			"decide": func(t *rapid.T) {
				if p := d.proposals[pick("decided")]; p.State == Put {
					if err := p.Decide(rapid.SampledFrom([]events.Outcome{"adopted", "deferred"}).Draw(t, "outcome")); err != nil {
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
		before := map[string][]strand.Strand{}
		for id, p := range d.proposals {
			before[id] = slices.Clone(p.Strands)
		}
		var merged []string
		for range rapid.IntRange(1, 12).Draw(t, "merges") {
			p := d.proposals[rapid.SampledFrom(d.ids()).Draw(t, "absorbed")]
			into := d.proposals[rapid.SampledFrom(d.ids()).Draw(t, "into")]
			if moved, err := into.Absorb(p); err == nil {
				d.brought[p.ID] = moved.Strands
				merged = append(merged, p.ID)
			}
		}
		for _, id := range slices.Backward(merged) {
			p := d.proposals[id]
			if _, err := p.Return(d.root(id), d.brought[id], d.ended(d.brought[id])); err != nil {
				t.Fatal(err)
			}
		}
		for id, p := range d.proposals {
			if p.State != Open || !slices.Equal(p.Strands, before[id]) {
				t.Fatalf("%s: %s with %v, want open with %v", id, p.State, p.Strands, before[id])
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	in := func(s State) *Proposal {
		return &Proposal{ID: string(s), State: s, Strands: []strand.Strand{{ID: 1, SuggestionID: "a"}}}
	}
	open := func() *Proposal {
		return &Proposal{ID: "other", State: Open, Strands: []strand.Strand{{ID: 2, SuggestionID: "b"}}}
	}
	codes := map[State]string{Merged: "proposal_merged", Put: "proposal_put", Decided: "proposal_decided"}
	for state, code := range codes {
		want := problem.Conflict(code)
		verbs := map[string]func() error{
			"absorb":      func() error { _, err := in(state).Absorb(open()); return err },
			"be absorbed": func() error { _, err := open().Absorb(in(state)); return err },
			"split":       func() error { _, _, err := in(state).Split("new", []string{"a"}); return err },
			"divide":      func() error { _, err := in(state).Divide("new", []string{"a"}); return err },
			"reword":      func() error { _, err := in(state).Reword(events.Text{KK: "с"}, ""); return err },
			"put":         func() error { return in(state).Put(1) },
			"give back":   func() error { _, err := in(Merged).Return(in(state), nil, nil); return err },
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
		"not merged":      {second(open().Return(in(Open), nil, nil)), "proposal_not_merged"},
		"not its own":     {third(open().Split("new", []string{"z"})), "suggestion_not_in_proposal"},
		"all":             {third(open().Split("new", []string{"b"})), "split_takes_all"},
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

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }

// A line about two matters is divided, and whole again once the new proposal is
// merged back: unmerging what brought the line leaves no half of it behind.
func TestADividedSuggestionIsWholeAgainWhereItsStrandsMeet(t *testing.T) {
	d := newDesk(2)
	home, group := d.proposals[HomeID("s00")], d.proposals[HomeID("s01")]
	moved, err := group.Absorb(home)
	if err != nil {
		t.Fatal(err)
	}
	d.brought[home.ID] = moved.Strands
	second, err := group.Divide("second", []string{"s00"})
	if err != nil {
		t.Fatal(err)
	}
	second.Strands[0] = d.spin("s00", second.Strands[0].Parent)
	d.proposals["second"] = second
	back, err := group.Absorb(second)
	if err != nil || len(back.Ended) != 1 || back.Gained != 0 || group.Count() != 2 {
		t.Fatalf("merged back: %+v, %v, %v", back, group.Strands, err)
	}
	if _, err := home.Return(group, d.brought[home.ID], nil); err != nil || group.Count() != 1 {
		t.Fatalf("unmerged: %v is left, %v", group.Strands, err)
	}
	again, err := second.Return(group, back.Strands, d.ended(back.Strands))
	if err != nil || second.Count() != 1 || again.Gained != 1 || again.Lost != 0 {
		t.Fatalf("the second matter is there again: %+v, %v", again, err)
	}
}

func TestADeferredProposalMayBePutAgain(t *testing.T) {
	p := &Proposal{State: Open, Strands: []strand.Strand{{ID: 1, SuggestionID: "a"}}}
	for _, outcome := range []events.Outcome{Deferred, Deferred, "adopted"} {
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
