package method

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// suits is what a view can offer at all.
var suits = map[events.StepView][]events.StepOffer{
	"talk": {}, "capture": {"capture", "reword"}, "groups": {"capture", "reword", "group"}, "dots": {"mark"}, "ranks": {"mark"},
	"matrix": {"mark"}, "agreement": {"mark"}, "report": {"reword", "report"},
}

func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range All() {
		if seen[m.Key] || !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(m.Key) {
			t.Errorf("%q is no key of its own", m.Key)
		}
		seen[m.Key] = true
		inAllLanguages(t, m.Key+": title", m.Title)
		inAllLanguages(t, m.Key+": about", m.About)
		if m.People.Least < 2 || m.People.Most < m.People.Least {
			t.Errorf("%s: for %d to %d people", m.Key, m.People.Least, m.People.Most)
		}
		seconds := 0
		for i, s := range m.Steps {
			seconds += s.Seconds
			checkStep(t, m.Key, i, s)
		}
		if seconds != m.Minutes*60 || seconds == 0 {
			t.Errorf("%s: %d s of steps, %d minutes", m.Key, seconds, m.Minutes)
		}
	}
	for _, wanted := range []string{
		"brainstorm", "one_two_four_all", "world_cafe", "nominal_group", "dot_voting", "affinity", "impact_effort", "fist_of_five", "strategic_session",
	} {
		if !seen[wanted] {
			t.Errorf("there is no %s", wanted)
		}
	}
}

func checkStep(t *testing.T, key string, i int, s step.Step) {
	t.Helper()
	about := key + ", " + s.Title.Of("en")
	inAllLanguages(t, about+": title", s.Title)
	inAllLanguages(t, about+": instruction", s.Instruction)
	if !s.Question.Empty() {
		inAllLanguages(t, about+": question", s.Question)
	}
	if err := s.Check(); err != nil {
		t.Errorf("%s: %v", about, err)
	}
	can, known := suits[s.View]
	if !known || s.Seconds < 60 || s.Seconds > 60*60 {
		t.Errorf("%s, step %d: view %q for %d s", about, i+1, s.View, s.Seconds)
	}
	for _, allowed := range s.Allows {
		if !slices.Contains(can, allowed) {
			t.Errorf("%s: %s cannot offer %s", about, s.View, allowed)
		}
	}
	set := s.Settings
	for what, wrong := range map[string]bool{
		"gives dots in another view":       (set.Dots > 0) != (s.View == "dots"),
		"has a scale without weighing":     (set.Scale > 0) != slices.Contains([]events.StepView{"ranks", "matrix", "agreement"}, s.View),
		"stacks one dot":                   set.Stacking && set.Dots < 2,
		"hides a count where none is":      set.HiddenCount && !slices.Contains(s.Allows, "mark"),
		"keeps turns where nobody speaks":  set.SpeakingTurns && s.View != "capture",
		"marks nothing where marks belong": can != nil && reflect.DeepEqual(can, []events.StepOffer{"mark"}) && len(s.Allows) == 0,
		"hides what hands show":            set.HiddenCount && set.By == "hands",
	} {
		if wrong {
			t.Errorf("%s %s: %+v", about, what, set)
		}
	}
}

func inAllLanguages(t *testing.T, about string, text events.Text) {
	t.Helper()
	kazakh, russian := regexp.MustCompile(`(?i)[әғқңөұүһі]`), regexp.MustCompile(`[ыэщцё]|[а-я]`)
	switch {
	case strings.TrimSpace(text.KK) != text.KK || strings.TrimSpace(text.RU) != text.RU || strings.TrimSpace(text.Of("en")) != text.Of("en"):
		t.Errorf("%s: space around the words", about)
	case text.KK == "" || !russian.MatchString(text.RU) || text.Of("en") == "" || text.KK == text.RU && len(text.KK) > 30:
		t.Errorf("%s: a language is missing: %+v", about, text)
	case len(text.KK) > 40 && !kazakh.MatchString(text.KK), regexp.MustCompile(`(?i)[а-яәғқңөұүһі]`).MatchString(text.Of("en")):
		t.Errorf("%s: written in another language: %+v", about, text)
	}
}
