package simulation

import (
	"io"
	"testing"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
)

// casting settles a play without a server.
func casting(t *testing.T, ideas []Idea, s script) *play {
	t.Helper()
	p := newPlay(Options{Ideas: ideas, Yurts: 6, Participants: 24, Seed: demoSeed, Progress: NewProgress(io.Discard, false)}, s)
	keys := p.themeKeys()
	for i := range p.Yurts {
		p.yurts = append(p.yurts, yurt{session: sessions.Session{ID: client.NewID()}, theme: keys[i%len(keys)]})
	}
	for range p.Participants {
		p.people = append(p.people, person{NewParticipant: sessions.NewParticipant{ID: client.NewID()}})
	}
	if err := p.castIdeas(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSameSeedCastsTheSameForum(t *testing.T) {
	a, b := casting(t, Sample(), script{}), casting(t, Sample(), script{})
	for i := range a.agenda {
		if x, y := a.agenda[i], b.agenda[i]; x.idea.ID != y.idea.ID || x.outcome != y.outcome || len(x.said) != len(y.said) {
			t.Errorf("item %d is %s %s %d, and then %s %s %d", i, x.idea.ID, x.outcome, len(x.said), y.idea.ID, y.outcome, len(y.said))
		}
	}
	for i := range a.said {
		if a.said[i].yurt != b.said[i].yurt {
			t.Errorf("%s is said in yurt %d, and then in %d", a.said[i].idea.ID, a.said[i].yurt, b.said[i].yurt)
		}
	}
}

func TestTheDemonstrationShowsEveryStation(t *testing.T) {
	seen := map[string]int{}
	for _, it := range casting(t, Sample(), demoScript("")).agenda {
		switch {
		case it.skipped && len(it.said) == 1:
			seen["open"]++
		case it.skipped:
			seen["merged and open"]++
		case it.outcome == "":
			seen["put"]++
		default:
			seen[it.outcome]++
			if it.silent && it.outcome == "adopted" {
				seen["adopted without a report"]++
			}
		}
	}
	for _, station := range []string{"open", "put", "adopted", "adopted_with_changes", "rejected", "deferred", "forwarded", "adopted without a report"} {
		if seen[station] == 0 {
			t.Errorf("nothing is %s: %v", station, seen)
		}
	}
}

// TestTheYurtOfTheDemonstrationSaysWhatItGroups: a yurt groups what was said in it.
func TestTheYurtOfTheDemonstrationSaysWhatItGroups(t *testing.T) {
	p := casting(t, Sample(), demoScript(""))
	for _, g := range ecologyGroups {
		for _, idea := range g.ideas {
			if s := p.sayingOf(idea); s == nil || s.yurt != ecologyYurt {
				t.Errorf("%s is not said in the yurt that groups it: %+v", idea, s)
			}
		}
	}
}

func TestTheWordsOfARepetitionComeAfterTheFirst(t *testing.T) {
	ideas := []Idea{
		{ID: "b", Language: "kk", Theme: "x", Text: "б", DuplicateOf: "a"},
		{ID: "c", Language: "kk", Theme: "x", Text: "в", DuplicateOf: "b"},
		{ID: "a", Language: "kk", Theme: "x", Text: "а"},
	}
	p := casting(t, ideas, script{})
	if len(p.agenda) != 1 || len(p.agenda[0].said) != 3 || p.agenda[0].said[0].idea.ID != "a" {
		t.Errorf("agenda %+v", p.agenda)
	}
}

// A line that another recommendation rests on as well can be split off like any
// other; nothing is due for it in that proposal then.
func TestWhatIsSplitOffIsCarriedNoMore(t *testing.T) {
	first, second, also := &saying{home: "a"}, &saying{home: "b"}, &saying{home: "c"}
	it := &item{said: []*saying{first, second}, recommended: &recommendation{also: []*saying{also}}, left: []*saying{also}}
	if got := it.carried(); len(got) != 2 || got[0] != first || got[1] != second {
		t.Errorf("%d are carried, want the two that were said", len(got))
	}
}
