package step

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestComplete(t *testing.T) {
	for name, c := range map[string]struct {
		given  Step
		allows string
		want   Settings
	}{
		"a question of old":    {Step{}, "capture reword", Settings{By: "hands"}},
		"silent writing":       {Step{View: "talk"}, "", Settings{By: "hands"}},
		"nothing is allowed":   {Step{View: "capture", Allows: []events.StepOffer{}}, "", Settings{By: "hands"}},
		"dots":                 {Step{View: "dots"}, "mark", Settings{By: "hands", Dots: 3}},
		"five dots":            {Step{View: "dots", Settings: Settings{By: "phones", Dots: 5}}, "mark", Settings{By: "phones", Dots: 5}},
		"ranks are private":    {Step{View: "ranks"}, "mark", Settings{By: "tablet", Scale: 5}},
		"ten ranks":            {Step{View: "ranks", Settings: Settings{Scale: 10}}, "mark", Settings{By: "tablet", Scale: 10}},
		"impact and effort":    {Step{View: "matrix"}, "mark", Settings{By: "hands", Scale: 5}},
		"a report, dots aside": {Step{View: "report"}, "reword report", Settings{By: "hands"}},
	} {
		c.given.Complete()
		if got := strings.Trim(fmt.Sprint(c.given.Allows), "[]"); got != c.allows || c.given.Settings != c.want || c.given.Allows == nil {
			t.Errorf("%s: got %q %+v", name, got, c.given.Settings)
		}
	}
}

func TestCheck(t *testing.T) {
	good := func() Step { return Step{Title: events.Text{KK: "Үнсіз жазу"}, Seconds: 300, View: "talk"} }
	for name, c := range map[string]struct {
		change func(*Step)
		want   string
	}{
		"a title":             {func(*Step) {}, ""},
		"a question only":     {func(s *Step) { s.Title, s.Question = events.Text{}, events.Text{RU: "?"} }, ""},
		"an instruction only": {func(s *Step) { s.Title, s.Instruction = events.Text{}, events.Text{RU: "Молчим"} }, "/title wording_required"},
		"white space":         {func(s *Step) { s.Title.KK = " \n" }, "/title wording_required"},
		"a long name":         {func(s *Step) { s.Title = s.Title.With("en", strings.Repeat("x", 201)) }, "/title/en too_long"},
		"a sermon":            {func(s *Step) { s.Instruction.RU = strings.Repeat("х", 2001) }, "/instruction/ru too_long"},
		"allowed twice":       {func(s *Step) { s.Allows = []events.StepOffer{"mark", "mark"} }, "/allows repeated_item"},
		"ranks by hands":      {func(s *Step) { s.View, s.Settings.By = "ranks", "hands" }, "/settings/by ranks_by_hands"},
		"seven fingers":       {func(s *Step) { s.View, s.Settings.Scale = "agreement", 7 }, "/settings/scale scale_too_long"},
	} {
		s := good()
		c.change(&s)
		s.Complete()
		if err := s.Check(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
