package step

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// View is how a round that shows it may be worked, for whoever plans one.
type View struct {
	View         events.StepView    `json:"view"`
	Allows       []events.StepOffer `json:"allows" doc:"what suits it"`
	Ways         []events.MarkWay   `json:"ways" doc:"how marks may come in; none where nothing is marked"`
	Usual        Settings           `json:"usual" doc:"what is taken of what is not given"`
	LongestScale int                `json:"longest_scale" doc:"0 where nothing is weighed"`
}

// Routes registers how a round can be worked: it is no secret.
func Routes(api huma.API) { huma.Get(api, "/views", views, web.Public) }

type viewsOutput struct{ Body page.List[View] }

func views(context.Context, *struct{}) (*viewsOutput, error) {
	return &viewsOutput{page.List[View]{Items: Views()}}, nil
}

// Views is made of the rules for a step, so that no form repeats them.
func Views() []View {
	var all []View
	for _, name := range events.StepView("").Values() {
		s := Step{Title: events.Text{KK: name}, View: events.StepView(name)}
		s.Complete()
		v := View{View: s.View, Allows: s.Allows, Ways: []events.MarkWay{}, Usual: s.Settings}
		fits := func(set Settings) bool {
			s.Settings = set
			return s.Check() == nil
		}
		for _, way := range events.MarkWay("").Values() {
			if by := events.MarkWay(way); slices.Contains(v.Allows, events.OfferMark) && fits(Settings{By: by}) {
				v.Ways = append(v.Ways, by)
			}
		}
		for scale := v.Usual.Scale; scale > 0 && scale <= maxScale && fits(Settings{By: v.Usual.By, Scale: scale}); scale++ {
			v.LongestScale = scale
		}
		all = append(all, v)
	}
	return all
}
