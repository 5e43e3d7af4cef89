package simulation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
	"github.com/shanyraq/shanyraq/events"
)

// recommendation is one line of a yurt's report on its way.
type recommendation struct {
	facilitation.DraftLine
	said     []*saying // what it rests on, of the item that it takes to the plenary
	also     []*saying // what it rests on besides: those have another way as well
	edition  int       // the last that changed it
	dropped  bool
	released []*saying // what a correction left out of also
	proposal string
}

const (
	inYurt   = 14 // people there when the report was confirmed
	agreed   = 12
	mostEach = 3 // recommendations of a yurt
)

// deadlineWords are terms as a group says them.
var deadlineWords = []string{"екі жыл ішінде", "келесі жылдың жазына дейін", "жыл сайын көктемде"}

// report has every yurt confirm what it recommends: the first matters that were
// said there. Every other yurt rests its second recommendation on the first one's
// line as well; every second of these corrects its report afterwards.
func (p *play) confirmReports(ctx context.Context) error {
	byYurt := map[int][]*item{}
	for _, it := range p.agenda {
		if y := it.said[0].yurt; len(byYurt[y]) < mostEach && it.said[0].home != "" {
			byYurt[y] = append(byYurt[y], it)
		}
	}
	err := p.each(ctx, "confirming reports", len(p.yurts), func(ctx context.Context, i int) error {
		var lines []*recommendation
		for n, it := range byYurt[i] {
			r := p.recommend(&p.yurts[i], it, n)
			if n == 1 && i%2 == 1 {
				r.rest(lines[0].said[0])
			}
			lines = append(lines, r)
		}
		if len(lines) == 0 {
			return nil
		}
		if err := p.confirm(ctx, i, lines); err != nil {
			return err
		}
		if i%4 == 1 {
			return p.correct(ctx, &p.yurts[i], lines)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.awaitRecommended(ctx)
}

// recommend makes a recommendation of what was said in a yurt about a matter.
func (p *play) recommend(y *yurt, it *item, n int) *recommendation {
	r := &recommendation{edition: 1, DraftLine: facilitation.DraftLine{
		ID: client.NewID(), Text: it.idea.Wording, Who: p.leadFor(y.theme).Names[0].Name.KK, Until: deadlineWords[n%len(deadlineWords)],
	}}
	if r.Text.Empty() {
		r.Text = events.Text{KK: it.idea.Text}
	}
	for _, s := range it.said {
		if s.yurt == it.said[0].yurt && s.home != "" {
			r.said = append(r.said, s)
			r.SuggestionIDs = append(r.SuggestionIDs, s.sent.ID)
		}
	}
	it.recommended = r
	return r
}

// rest has r rest on a line that is another recommendation's already.
func (r *recommendation) rest(s *saying) {
	r.also = append(r.also, s)
	r.SuggestionIDs = append(r.SuggestionIDs, s.sent.ID)
}

func (p *play) confirm(ctx context.Context, yurt int, lines []*recommendation) error {
	p.live.mu.Lock()
	p.lines = append(p.lines, lines...)
	p.live.mu.Unlock()
	y := &p.yurts[yurt]
	return y.tablet.ConfirmReport(ctx, p.forum, y.session.ID, linesOf(lines), inYurt, agreed)
}

func linesOf(all []*recommendation) []facilitation.DraftLine {
	lines := make([]facilitation.DraftLine, len(all))
	for i, r := range all {
		lines[i] = r.DraftLine
	}
	return lines
}

// correct confirms the second edition: the first line is worded anew, the second
// does without the first one's suggestion, the third is left out.
func (p *play) correct(ctx context.Context, y *yurt, lines []*recommendation) error {
	lines[0].Text.KK += " (нақтыланды)"
	lines[0].edition = 2
	if len(lines) > 1 {
		second := lines[1]
		second.released, second.also, second.edition = second.also, nil, 2
		second.SuggestionIDs = second.SuggestionIDs[:len(second.said)]
	}
	if len(lines) > 2 {
		lines[2].dropped, lines[2].edition = true, 2
		lines = lines[:2]
	}
	return y.tablet.CorrectReport(ctx, p.forum, y.session.ID, "Мерзімдер мен сөздер нақтыланды.", linesOf(lines), inYurt, agreed)
}

// awaitRecommended waits until every recommendation stands as a proposal, in its
// last edition.
func (p *play) awaitRecommended(ctx context.Context) error {
	p.Progress.begin("waiting for the recommendations", len(p.lines))
	_, err := p.live.await(ctx, func() bool {
		for _, r := range p.lines {
			if e := p.live.recommended[r.ID]; e.Edition < r.edition || e.Dropped != r.dropped {
				return false
			}
		}
		return true
	})
	for _, r := range p.lines {
		r.proposal = p.live.recommended[r.ID].ProposalID
	}
	for _, it := range p.agenda {
		if r := it.recommended; r != nil && (r.dropped || r.proposal == "") {
			it.given, it.recommended = r, nil // the secretariat has only the lines
		}
	}
	return err
}

func (p *play) seeRecommendation(data []byte) error {
	var e events.ProposalRecommended
	if err := json.Unmarshal(data, &e); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	if p.live.recommended == nil {
		p.live.recommended = map[string]events.ProposalRecommended{}
	}
	if p.live.recommended[e.RecommendationID].Version < e.Version {
		p.live.recommended[e.RecommendationID] = e
	}
	return nil
}

// unite makes one matter of those that one recommendation rests on.
func (p *play) unite(r *recommendation, items []*item) {
	main := items[0]
	main.recommended = r
	for _, it := range items[1:] {
		for _, s := range it.said {
			s.of = main
		}
		main.said = append(main.said, it.said...)
		p.agenda = slices.DeleteFunc(p.agenda, func(a *item) bool { return a == it })
	}
}

// auditRecommendations: every recommendation is a proposal once, in the words of
// its last edition, and what was dropped is marked.
func (p *play) auditRecommendations(ctx context.Context) error {
	proposals, err := p.staff.secretary.Recommended(ctx, p.forum)
	if err != nil {
		return err
	}
	p.report.Recommended = len(proposals)
	leg, found := p.report.leg("recommendations"), map[string]decisions.ProposalView{}
	for _, one := range proposals {
		found[one.ID] = one
	}
	for _, r := range p.lines {
		one, ok := found[r.proposal]
		switch {
		case !ok || one.Recommendation.Edition == 0:
			leg.miss(1, "recommendation %s is no proposal", r.ID)
		case one.Recommendation.Edition < r.edition || one.Recommendation.Dropped != r.dropped || one.Recommendation.Text != r.Text:
			leg.miss(1, "proposal %s is not as the group recommends: %+v", one.ID, one.Recommendation)
		}
		delete(found, r.proposal)
	}
	leg.repeat(len(found), "%d proposals that no group recommends", len(found))
	return nil
}
