package simulation

import (
	"context"
	"fmt"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/events"
)

// planned are the items from which a measure follows.
func (p *play) planned() []*item {
	var items []*item
	for _, it := range p.agenda {
		if it.adopted() {
			items = append(items, it)
		}
	}
	return items
}

// draftMeasures writes a measure for every adopted decision, with lead body,
// form of completion and deadline.
func (p *play) draftMeasures(ctx context.Context) error {
	items := p.planned()
	return p.each(ctx, "drafting measures", len(items), func(ctx context.Context, i int) (err error) {
		it := items[i]
		text := it.decision.Text
		if text.Empty() {
			text = it.question.Text
		}
		form := forms[i%len(forms)]
		var with []decisions.CoExecutorRole
		if ngos := p.ngos(); i%3 == 0 {
			with = append(with, decisions.CoExecutorRole{OrganisationID: ngos[i%len(ngos)].ID, ByAgreement: true})
		}
		it.measure, err = p.staff.secretary.DraftMeasure(ctx, p.forum, decisions.NewMeasure{
			ID: client.NewID(), DecisionID: it.decision.ID, Text: text, LeadBodyID: p.leadFor(it.idea.Theme).ID,
			CoExecutors: with, FormOfCompletion: form, Deadline: deadline(i, time.Now().Year()+1), FundingSource: funding[i%len(funding)],
		})
		return err
	})
}

var (
	forms = []events.Text{
		{KK: "әкімдікке ақпарат", RU: "информация в акимат"},
		{KK: "орындалған жұмыстар актісі", RU: "акт выполненных работ"},
		{KK: "бұйрық", RU: "приказ"},
		{KK: "жол картасы", RU: "дорожная карта"},
		{KK: "интернет-ресурста орналастыру", RU: "размещение на интернет-ресурсе"},
	}
	funding = []string{"local_budget", "not_required", "within_allocated", "extra_budgetary"}
)

// deadline is one of the ways in which plans set them.
func deadline(i, year int) decisions.DeadlineWords {
	on := func(month, day int) string { return fmt.Sprintf("%d-%02d-%02d", year, month, day) }
	switch i % 6 {
	case 0:
		return decisions.DeadlineWords{Kind: "quarter", Value: fmt.Sprintf("%d-Q4", year), DueDate: on(12, 31)}
	case 1:
		return decisions.DeadlineWords{Kind: "date", Value: on(12, 1), DueDate: on(12, 1)}
	case 2:
		return decisions.DeadlineWords{Kind: "half", Value: fmt.Sprintf("%d-H1", year), DueDate: on(6, 30)}
	case 5: // from this quarter on, so that the server knows its last day
		return decisions.DeadlineWords{Kind: "recurring", Value: "FREQ=MONTHLY;BYMONTH=3,6,9,12"}
	case 3:
		return decisions.DeadlineWords{Kind: "month", Value: fmt.Sprintf("%d-09", year), DueDate: on(9, 30)}
	}
	return decisions.DeadlineWords{Kind: "year", Value: fmt.Sprint(year), DueDate: on(12, 31)}
}

// publish makes the plan public.
func (p *play) publish(ctx context.Context) error {
	p.Progress.begin("publishing the plan", 0)
	year := time.Now().Year()
	_, err := p.staff.secretary.PublishPlan(ctx, p.forum, events.Text{
		KK: fmt.Sprintf("Азаматтық форумның ұсынымдарын іске асыру жөніндегі %d–%d жылдарға арналған іс-шаралар жоспары", year, year+2),
		RU: fmt.Sprintf("План мероприятий по реализации рекомендаций Гражданского форума на %d–%d годы", year, year+2),
	})
	return err
}

// tell has the controller report on the measures and the secretary accept the
// reports: nobody accepts what they brought themselves. Some are returned first,
// and some measures that are done are taken off control.
func (p *play) tell(ctx context.Context) error {
	var items []*item
	for _, it := range p.planned() {
		if !it.silent {
			items = append(items, it)
		}
	}
	return p.each(ctx, "reporting on measures", len(items), func(ctx context.Context, i int) error {
		it := items[i]
		r := decisions.NewReport{ID: client.NewID(), Status: "done", Text: events.Text{
			KK: "Іс-шара орындалды, растайтын құжат қоса беріледі.", RU: "Мероприятие исполнено, подтверждающий документ приложен."}}
		if i%3 == 1 {
			r.Status = "in_progress"
			r.Text = events.Text{KK: "Жұмыс жүріп жатыр, мердігер таңдалды.", RU: "Работы идут, подрядчик выбран."}
		}
		if i%4 == 2 {
			if err := p.returnOne(ctx, it, r); err != nil {
				return err
			}
			r.ID = client.NewID()
		}
		if err := p.staff.controller.Report(ctx, p.forum, it.measure.ID, r); err != nil {
			return err
		}
		it.reports = append(it.reports, r)
		if err := p.staff.secretary.AcceptReport(ctx, p.forum, r.ID); err != nil || r.Status != "done" || i%2 == 1 {
			return err
		}
		it.released = true
		return p.staff.controller.TakeOffControl(ctx, p.forum, it.measure.ID)
	})
}

// returnOne has a report come in without its proof, and the secretary send it back.
func (p *play) returnOne(ctx context.Context, it *item, r decisions.NewReport) error {
	if err := p.staff.controller.Report(ctx, p.forum, it.measure.ID, r); err != nil {
		return err
	}
	it.reports, it.returned = append(it.reports, r), true
	return p.staff.secretary.ReturnReport(ctx, p.forum, r.ID, events.Text{KK: "Растайтын құжат тіркелмеген.", RU: "Не приложен подтверждающий документ."})
}
