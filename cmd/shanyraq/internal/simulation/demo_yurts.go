package simulation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
	"github.com/shanyraq/shanyraq/events"
)

// What the demonstration's yurts do besides typing. Ideas are named by their id
// in the built-in set; a test looks whether they are said where this says so.
const (
	ecologyYurt = 1 // goes through its whole method; the index of yurt 2
	digitalYurt = 4
	inclusion   = 0
)

// ecologyGroups are the ecology yurt's groups; the first idea of each gets the
// group's dots, and the first three go into the report.
var ecologyGroups = []struct {
	title events.Text
	ideas []string
	dots  int
}{
	{events.Text{KK: "Таза ауа", RU: "Чистый воздух"}, []string{"S002", "S027"}, 11},
	{events.Text{KK: "Қоқысты бөлек жинау", RU: "Раздельный сбор отходов"}, []string{"S015", "S016", "S053"}, 9},
	{events.Text{KK: "Көгалдандыру", RU: "Озеленение"}, []string{"S040"}, 6},
	{events.Text{KK: "Өзен жағалаулары", RU: "Берега рек"}, []string{"S039"}, 2},
}

// tagged are the ideas whose facilitator typed tags after the words.
var tagged = map[string][]string{
	"S001": {"инклюзия", "емхана"}, "S002": {"ауа", "қала"}, "S013": {"көлік", "қала"}, "S015": {"қоқыс", "аула"},
	"S026": {"Инклюзия", "емхана"}, "S033": {"көлік", "жеңілдік"}, "S037": {"көлік", "ауыл"}, "S040": {"аула"},
}

func (p *play) tag(context.Context) error {
	for idea, tags := range tagged {
		p.sayingOf(idea).sent.Tags = tags
	}
	return nil
}

// workInYurts shows what else happens in yurts: groups, dots, a confirmed report,
// a line kept for another yurt, and two questions asked back.
func (p *play) workInYurts(ctx context.Context) error {
	return p.steps(ctx, p.groupAndMark, p.confirmReport, p.offerElsewhere, p.askBack)
}

func (p *play) sayingOf(idea string) *saying {
	for _, s := range p.said {
		if s.idea.ID == idea {
			return s
		}
	}
	return nil
}

func (p *play) groupAndMark(ctx context.Context) error {
	y := &p.yurts[ecologyYurt]
	if err := p.stepTo(ctx, y, "groups"); err != nil {
		return err
	}
	var dots []facilitation.CastMark
	for i, g := range ecologyGroups {
		group := facilitation.ArrangeRequest{Title: g.title, Position: i + 1}
		for _, idea := range g.ideas {
			group.SuggestionIDs = append(group.SuggestionIDs, p.sayingOf(idea).sent.ID)
		}
		if err := y.tablet.Arrange(ctx, p.forum, y.session.ID, client.NewID(), group); err != nil {
			return err
		}
		dots = append(dots, facilitation.CastMark{
			ID: client.NewID(), SessionID: y.session.ID, SuggestionID: group.SuggestionIDs[0],
			Kind: "dots", Voter: y.tablet.DeviceID, Value: g.dots, Counter: i + 1,
		})
	}
	if err := p.stepTo(ctx, y, "dots"); err != nil {
		return err
	}
	return y.tablet.Cast(ctx, p.forum, y.round, dots...)
}

func (p *play) confirmReport(ctx context.Context) error {
	y := &p.yurts[ecologyYurt]
	for range 2 { // wording, then reading out
		if err := p.stepTo(ctx, y, "report"); err != nil {
			return err
		}
	}
	var lines []*recommendation
	for i, g := range ecologyGroups[:3] {
		r := &recommendation{edition: 1, DraftLine: facilitation.DraftLine{
			ID: client.NewID(), Text: p.sayingOf(g.ideas[0]).idea.Wording, Who: p.leadFor(y.theme).Names[0].Name.KK, Until: deadlineWords[i],
		}}
		var matters []*item
		for _, idea := range g.ideas {
			s := p.sayingOf(idea)
			r.said = append(r.said, s)
			r.SuggestionIDs = append(r.SuggestionIDs, s.sent.ID)
			if !slices.Contains(matters, s.of) {
				matters = append(matters, s.of)
			}
		}
		p.unite(r, matters)
		matters[0].skipped = i == 2 // one is still before the secretariat
		lines = append(lines, r)
	}
	if err := p.confirm(ctx, ecologyYurt, lines); err != nil {
		return err
	}
	return p.awaitRecommended(ctx)
}

// offerElsewhere keeps a line that is another yurt's business, and offers it there.
func (p *play) offerElsewhere(ctx context.Context) error {
	from := &p.yurts[digitalYurt]
	line := facilitation.CaptureItem{
		ID: client.NewID(), SessionID: from.session.ID, RoundID: from.round, ThemeID: from.session.ThemeID,
		Text: "Автобус аялдамаларында келе жатқан бағытты дауыстап хабарлайтын құрылғы болсын.", Language: "kk", Tags: []string{"көлік", "инклюзия"},
		DeviceID: from.tablet.DeviceID, DeviceCounter: 1000, TypedAt: time.Now().UTC(), Kind: "idea",
	}
	if _, err := from.tablet.Capture(ctx, p.forum, line); err != nil {
		return err
	}
	return from.tablet.Park(ctx, p.forum, line.ID, p.yurts[inclusion].session.ID)
}

// askBack asks back about two suggestions that the secretariat still works on; one
// yurt has answered. The questions fit whatever was said.
func (p *play) askBack(ctx context.Context) error {
	var asked []*saying
	for _, it := range p.agenda {
		if it.skipped {
			asked = append(asked, it.said[0])
		}
	}
	if len(asked) < 2 {
		return errors.New("nothing is left open to ask about")
	}
	question := facilitation.AskRequest{ID: client.NewID(), Text: "Бұл бүкіл қалаға қатысты ма, әлде белгілі бір аудандарға ма?", Language: "kk"}
	if err := p.staff.secretary.Ask(ctx, p.forum, asked[0].sent.ID, question); err != nil {
		return err
	}
	answer := facilitation.AnswerRequest{AnswerID: client.NewID(), Text: "Бүкіл қалаға, бірақ шеткі аудандардан бастаған жөн.", Language: "kk"}
	if err := p.yurts[asked[0].yurt].tablet.Answer(ctx, p.forum, question.ID, answer); err != nil {
		return err
	}
	open := facilitation.AskRequest{ID: client.NewID(), Text: "Мұны іске асыру үшін ең алдымен не істеу керек деп ойлайсыздар?", Language: "kk"}
	return p.staff.secretary.Ask(ctx, p.forum, asked[1].sent.ID, open)
}
