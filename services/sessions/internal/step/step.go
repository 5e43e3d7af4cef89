// Package step is what is planned of a round: what the facilitator says, what the
// tablet shows and offers meanwhile, how its method is played, and for how long.
package step

import (
	"slices"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	maxTitle       = 200
	maxInstruction = 2000
	maxQuestion    = 1000
	maxScale       = 10 // the schema of Settings says it, too
	// MaxSeconds is the longest a round may get.
	MaxSeconds = 24 * 60 * 60
)

// Step is what is planned of a round: a template's step becomes a round by
// being given a place in a session.
type Step struct {
	Title       events.Text        `json:"title" required:"false" doc:"short name of the round"`
	Instruction events.Text        `json:"instruction" required:"false" doc:"what the facilitator says and does"`
	Question    events.Text        `json:"question" required:"false" doc:"what the table is asked"`
	Seconds     int                `json:"seconds" minimum:"1" maximum:"86400" doc:"planned length with all extensions"`
	View        events.StepView    `json:"view" required:"false" doc:"what the tablet shows; capture if not given"`
	Allows      []events.StepOffer `json:"allows" required:"false" maxItems:"5" doc:"what the tablet offers; what suits the view if not given"`
	Settings    Settings           `json:"settings" required:"false"`
}

// Settings are how the round's method is played.
type Settings struct {
	By            events.MarkWay `json:"by" required:"false" doc:"how marks come in; hands if not given, ranks are typed on the tablet"`
	Dots          int            `json:"dots" required:"false" minimum:"0" maximum:"100" doc:"per person; 3 if dots are given and it is 0"`
	Stacking      bool           `json:"stacking" required:"false" doc:"several dots of one person on one suggestion"`
	HiddenCount   bool           `json:"hidden_count" required:"false" doc:"nobody sees the count before the end"`
	Scale         int            `json:"scale" required:"false" minimum:"0" maximum:"10" doc:"the highest mark; 5 if something is weighed and it is 0"`
	SpeakingTurns bool           `json:"speaking_turns" required:"false" doc:"the tablet keeps who has not spoken yet"`
}

// usual is what a view allows when nobody says otherwise.
var usual = map[events.StepView][]events.StepOffer{
	events.ViewTalk:      {},
	events.ViewCapture:   {events.OfferCapture, events.OfferReword},
	events.ViewGroups:    {events.OfferReword, events.OfferGroup},
	events.ViewDots:      {events.OfferMark},
	events.ViewRanks:     {events.OfferMark},
	events.ViewMatrix:    {events.OfferMark},
	events.ViewAgreement: {events.OfferMark},
	events.ViewReport:    {events.OfferReword, events.OfferReport},
}

// Complete fills in what was left out.
func (s *Step) Complete() {
	if s.View == "" {
		s.View = "capture"
	}
	if s.Allows == nil {
		s.Allows = slices.Clone(usual[s.View])
	}
	set := &s.Settings
	switch s.View {
	case "dots":
		set.Dots = max(set.Dots, 0)
		if set.Dots == 0 {
			set.Dots = 3
		}
	case "ranks", "matrix", "agreement":
		if set.Scale == 0 {
			set.Scale = 5
		}
	default: // nothing is marked
	}
	if set.By == "" {
		set.By = "hands"
		if s.View == "ranks" {
			set.By = "tablet"
		}
	}
}

// Check returns what is wrong with the step.
func (s *Step) Check() error {
	if err := given.Title("/title", &s.Title, maxTitle, true); err != nil {
		return err
	}
	for pointer, t := range map[string]struct {
		text *events.Text
		max  int
	}{"/instruction": {&s.Instruction, maxInstruction}, "/question": {&s.Question, maxQuestion}} {
		if err := given.Text(pointer, t.text, t.max, true); err != nil {
			return err
		}
	}
	if !text.Shows(s.Title.In("") + s.Question.In("")) {
		return problem.InvalidField("/title", "wording_required")
	}
	for i, allowed := range s.Allows {
		if slices.Contains(s.Allows[:i], allowed) {
			return problem.InvalidField("/allows", "repeated_item")
		}
	}
	switch {
	case s.View == "ranks" && s.Settings.By == "hands": // they are private
		return problem.InvalidField("/settings/by", "ranks_by_hands")
	case (s.View == "matrix" || s.View == "agreement") && s.Settings.Scale > 5:
		return problem.InvalidField("/settings/scale", "scale_too_long", "limit", 5)
	}
	return nil
}
