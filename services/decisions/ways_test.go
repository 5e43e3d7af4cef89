package decisions_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type wayJSON struct {
	Suggestion struct {
		Number       int64
		Text         string
		OriginalText string `json:"original_text"`
	}
	Steps []struct {
		Kind   string
		Text   events.Text
		Detail events.Text
		Ref    struct{ ID string }
	}
	matterJSON
	Also []matterJSON
}

type matterJSON struct {
	Proposal struct {
		ID     string
		Number int64
	}
	Outcome struct {
		State      string
		MergedWith int `json:"merged_with"`
	}
}

func (s *scene) way(number int64) (w wayJSON) {
	s.t.Helper()
	s.Call(s.t, 200, "GET", "/api/decisions/ways/TEST-"+strconv.Itoa(10_000 + int(number))[1:]+"-00", "", nil, &w)
	return w
}

func (w wayJSON) told() string {
	var all []string
	for _, s := range w.Steps {
		all = append(all, s.Kind+": "+s.Text.Of("en"))
	}
	return strings.Join(all, "\n")
}

var toldNumber = regexp.MustCompile(`with (\d+) other|^(\d+) (?:more|suggestion)`)

// companions are with how many others the suggestion is in each proposal, by
// what the steps tell.
func (w wayJSON) companions() map[string]int {
	with := map[string]int{}
	for _, s := range w.Steps {
		n := 0
		if m := toldNumber.FindStringSubmatch(s.Text.Of("en")); m != nil {
			n, _ = strconv.Atoi(m[1] + m[2])
		}
		switch s.Kind {
		case "merged", "unmerged", "split", "divided", "recommended":
			with[s.Ref.ID] = n
		case "joined":
			with[s.Ref.ID] += n
		case "left":
			with[s.Ref.ID] -= n
		}
	}
	return with
}

// Whatever the secretariat does, and undoes: with how many others a suggestion
// stands now follows from what its way tells.
func TestTheStepsOfEveryWayAddUp(t *testing.T) {
	for seed := range uint64(4) {
		s := newScene(t)
		said, ps := s.say("один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь")
		random := rand.New(rand.NewPCG(seed, 13))
		pick := func(of []string) string { return of[random.IntN(len(of))] }
		var done []string
		for range 60 {
			p, verb, body := pick(ps), "/merge", object{"into": pick(ps)}
			switch random.IntN(5) {
			case 0, 1:
				verb, body = "/unmerge", nil
			case 2:
				verb, body = "/split", object{"suggestion_ids": []string{pick(said)}, "stay": random.IntN(2) == 0}
			}
			status, answer := s.Do(t, "POST", s.path("/proposals/%s%s", p, verb), s.secretary, body)
			if status == 200 || status == 201 {
				done = append(done, verb)
			} else if status != 409 {
				t.Fatalf("%d %s", status, answer)
			}
			if status == 201 {
				all := s.all("")
				ps = append(ps, all[len(all)-1].ID)
			}
		}
		for n := range said {
			w := s.way(int64(n + 1))
			with := w.companions()
			for _, m := range append(w.Also, w.matterJSON) {
				if with[m.Proposal.ID] != m.Outcome.MergedWith {
					t.Errorf("seed %d, suggestion %d, proposal %d: it stands with %d others, its way tells of %d:\n%s\nafter %v",
						seed, n+1, m.Proposal.Number, m.Outcome.MergedWith, with[m.Proposal.ID], w.told(), done)
				}
			}
		}
	}
}

// The way of a suggestion that a group recommended, took out of its report, and
// that was withdrawn and restored between.
func TestAWayTellsOfTheYurtsReport(t *testing.T) {
	s := newScene(t)
	e := s.suggestion("ru", "пандусы")
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: e})
	r := line("Сделать город доступным", e.SuggestionID)
	testkit.Publish(t, s.House, s.confirmed(1, r))
	s.recommended(1)
	for i, state := range []events.SuggestionState{"withdrawn", "received"} {
		e.Version, e.State = i+2, state
		if state == "withdrawn" {
			testkit.Publish(t, s.House, events.SuggestionWithdrawn{Suggestion: e})
		} else {
			testkit.Publish(t, s.House, events.SuggestionRestored{Suggestion: e})
		}
	}
	r.Text.RU = "Сделать город доступным всем"
	testkit.Publish(t, s.House, s.confirmed(2, r))
	s.until("the correction is heard", s.recommended(1)[0].ID, func(p proposalJSON) bool { return p.Text.RU == r.Text.RU })
	testkit.Publish(t, s.House, s.confirmed(3))
	var w wayJSON
	kinds := func() string {
		var all []string
		for _, s := range w.Steps {
			all = append(all, s.Kind)
		}
		return strings.Join(all, " ")
	}
	testkit.Eventually(t, "all is told", func() bool {
		w = s.way(1)
		return strings.Count(kinds(), " ") == 5
	})
	for _, kind := range []string{"recommended", "withdrawn", "restored", "corrected", "unmerged"} {
		if strings.Count(kinds(), kind) != 1 {
			t.Errorf("%s is told %d times:\n%s", kind, strings.Count(kinds(), kind), w.told())
		}
	}
	for _, step := range w.Steps {
		if step.Kind == "recommended" && (!strings.Contains(step.Text.RU, "Юрта 3") || step.Detail.RU != "Сделать город доступным") ||
			step.Kind == "corrected" && step.Detail.RU != r.Text.RU {
			t.Errorf("%s: %s (%s)", step.Kind, step.Text.RU, step.Detail.RU)
		}
	}
}
