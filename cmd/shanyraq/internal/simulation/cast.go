package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// saying is an idea on its way through the forum.
type saying struct {
	idea    *Idea
	of      *item // what it says, alone or with others
	yurt    int
	sent    facilitation.CaptureItem
	at      moment // when it was sent
	receipt facilitation.CaptureReceipt
	home    string  // its own proposal
	also    []*item // the other matters it is about
}

// item is an idea that repeats no other, with what becomes of it.
type item struct {
	idea     *Idea
	said     []*saying // it and its repetitions, it first
	outcome  string    // what the plenary will decide; "" = it stays before it
	skipped  bool      // it stays before the secretariat
	silent   bool      // nobody reports on its measure
	question decisions.QuestionView
	decided  moment // when the decision was sent
	decision decisions.DecisionView
	measure  decisions.MeasureView
	reports  []decisions.NewReport
	returned bool // its first report
	released bool // its measure was taken off control

	proposal    string          // what goes before the plenary
	recommended *recommendation // which it stands for; nil = the secretariat's own
	given       *recommendation // what was recommended until the group corrected its report
	part        bool            // taken out of another item: by being split off or divided
	split       *saying
	divided     *saying
	left        []*saying // what was split off
	merged      []*saying // whose proposals the secretariat merged into this one
}

// The outcomes and how often they come in a hundred.
var outcomes = []struct {
	name  string
	share int
}{{"adopted", 55}, {"adopted_with_changes", 15}, {"rejected", 10}, {"deferred", 10}, {"forwarded", 10}}

// castIdeas settles beforehand who says what, where, and what becomes of it.
// Nothing later draws lots, so the same seed plays the same forum however the
// requests overtake each other.
func (p *play) castIdeas(context.Context) error {
	p.Progress.begin("casting the ideas", 0)
	roots, err := rootsOf(p.Ideas)
	if err != nil {
		return err
	}
	items := map[*Idea]*item{}
	p.saying = make(map[string]*saying, len(p.Ideas))
	for i := range p.Ideas {
		if root := roots[i]; items[root] == nil {
			items[root] = &item{idea: root}
			p.agenda = append(p.agenda, items[root])
		}
		s := p.cast(&p.Ideas[i], i)
		s.of = items[roots[i]]
		if s.idea == s.of.idea {
			s.of.said = append([]*saying{s}, s.of.said...)
		} else {
			s.of.said = append(s.of.said, s)
		}
		p.said = append(p.said, s)
		p.saying[s.sent.ID] = s
	}
	for _, it := range p.agenda {
		it.skipped = p.rand.Float64() < p.script.keepOpen
		it.outcome = p.drawOutcome(it.idea)
		if p.rand.Float64() < p.script.keepPut {
			it.outcome = ""
		}
		it.silent = p.rand.Float64() < p.script.keepSilent
	}
	return nil
}

// cast gives an idea a yurt of its theme, where there is one, and mostly an
// author.
func (p *play) cast(idea *Idea, i int) *saying {
	s := &saying{idea: idea, yurt: i % len(p.yurts)}
	var fitting []int
	for y := range p.yurts {
		if p.yurts[y].theme == idea.Theme {
			fitting = append(fitting, y)
		}
	}
	if len(fitting) > 0 {
		s.yurt = fitting[i%len(fitting)]
	}
	s.sent = facilitation.CaptureItem{
		ID: client.NewID(), SessionID: p.yurts[s.yurt].session.ID, RoundID: p.yurts[s.yurt].round,
		ThemeID: p.themes[idea.Theme].ID, Text: idea.Text, Language: idea.Language, Kind: "idea",
	}
	if p.rand.Float64() < .9 && len(p.people) > 0 {
		s.sent.AuthorID = p.people[p.rand.IntN(len(p.people))].ID
	}
	return s
}

// drawOutcome decides by lot, except for what no plenary adopts.
func (p *play) drawOutcome(idea *Idea) string {
	n := p.rand.IntN(100)
	if idea.Outcome != "" {
		return idea.Outcome
	}
	for _, o := range outcomes {
		if n -= o.share; n < 0 {
			return o.name
		}
	}
	return outcomes[0].name
}

// rootsOf finds for each idea the one that it repeats in the end.
func rootsOf(ideas []Idea) ([]*Idea, error) {
	byID := make(map[string]*Idea, len(ideas))
	for i := range ideas {
		byID[ideas[i].ID] = &ideas[i]
	}
	roots := make([]*Idea, len(ideas))
	for i := range ideas {
		root := &ideas[i]
		for steps := 0; root.DuplicateOf != ""; steps++ {
			if steps > len(ideas) {
				return nil, fmt.Errorf("suggestion %s repeats itself", ideas[i].ID)
			}
			root = byID[root.DuplicateOf]
		}
		roots[i] = root
	}
	return roots, nil
}

// lots is a source of chance for one tablet, apart from all others.
func (p *play) lots(tablet int) *rand.Rand {
	return rand.New(rand.NewPCG(p.Seed, uint64(tablet))) // #nosec G404 G115 -- a play, not a secret
}
