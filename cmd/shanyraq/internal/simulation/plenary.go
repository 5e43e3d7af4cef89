package simulation

import (
	"context"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/events"
)

// decideAll puts a question for every proposal that is still open, counts the
// hands and records what was decided.
func (p *play) decideAll(ctx context.Context) error {
	var items []*item
	for _, it := range p.agenda {
		if it.proposal != "" && !it.skipped {
			items = append(items, it)
		}
	}
	return p.each(ctx, "deciding", len(items), func(ctx context.Context, i int) error {
		it := items[i]
		if err := p.put(ctx, it); err != nil || it.outcome == "" {
			return err
		}
		if err := p.vote(ctx, it, i); err != nil {
			return err
		}
		return p.decide(ctx, it)
	})
}

func (p *play) put(ctx context.Context, it *item) (err error) {
	it.question, err = p.staff.secretary.Put(ctx, p.forum, decisions.NewQuestion{
		ID: client.NewID(), ProposalID: it.proposal, Text: it.idea.Wording, Majority: "simple",
	})
	return err
}

// vote counts hands that fit the outcome: what is rejected found no majority.
func (p *play) vote(ctx context.Context, it *item, i int) error {
	present := max(p.Participants*(70+i%25)/100, p.Participants/2+1)
	count := decisions.CountRequest{ID: client.NewID(), Present: present, Eligible: p.Participants}
	count.Abstained, count.Against = present*(i%4)/20, present*(i%5)/20
	count.For = present - count.Abstained - count.Against
	if it.outcome == "rejected" {
		count.For, count.Against = count.Against, count.For
	}
	_, err := p.staff.chair.Vote(ctx, p.forum, it.question.ID, count)
	return err
}

func (p *play) decide(ctx context.Context, it *item) (err error) {
	d := decisions.NewDecision{ID: client.NewID(), QuestionID: it.question.ID, Outcome: it.outcome}
	switch it.outcome {
	case "adopted_with_changes":
		d.Text = events.Text{KK: it.idea.Wording.KK + " Орындалуы туралы ақпарат жарияланады.", RU: it.idea.Wording.RU + " Сведения об исполнении публикуются."}
		d.Reason = events.Text{KK: "Ақпаратты жариялау туралы талап қосылды.", RU: "Добавлено условие о публикации."}
	case "rejected":
		d.Reason = events.Text{KK: "Пленарлық отырысқа қатысушылардың көпшілігі осы тұжырымды қолдаған жоқ.", RU: "Большинство участников пленарного заседания не поддержало эту редакцию."}
	case "deferred":
		d.Reason = events.Text{KK: "Келесі бюджет циклінде қаралады.", RU: "Будет рассмотрено в следующем бюджетном цикле."}
		d.DeferredUntil = day(time.Now().AddDate(0, 6, 0))
	case "forwarded":
		d.Reason = events.Text{KK: "Мәселе осы органның құзыретінде.", RU: "Вопрос относится к компетенции этого органа."}
		d.ForwardedTo = p.leadFor(it.idea.Theme).ID
	}
	it.decided.now()
	it.decision, err = p.staff.chair.Decide(ctx, p.forum, d)
	return err
}

func (it *item) adopted() bool {
	return it.decision.ID != "" && (it.outcome == "adopted" || it.outcome == "adopted_with_changes")
}
