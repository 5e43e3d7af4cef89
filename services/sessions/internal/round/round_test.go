package round

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

func TestVerbs(t *testing.T) {
	now := time.Now()
	start := func(r *Round) (bool, error) { return r.Start(now, false) }
	end := func(r *Round) (bool, error) { return r.End(now) }
	extend := func(seconds int) func(*Round) (bool, error) {
		return func(r *Round) (bool, error) { err := r.Extend(seconds); return err == nil, err }
	}
	for name, c := range map[string]struct {
		from    events.RoundState
		verb    func(*Round) (bool, error)
		changed bool
		problem string
		to      events.RoundState
	}{
		"start":           {"planned", start, true, "", "running"},
		"start again":     {"running", start, false, "", "running"},
		"start over":      {"ended", start, false, "round_ended", "ended"},
		"end":             {"running", end, true, "", "ended"},
		"end again":       {"ended", end, false, "", "ended"},
		"end early":       {"planned", end, false, "round_not_running", "planned"},
		"extend":          {"running", extend(300), true, "", "running"},
		"shorten":         {"running", extend(-599), true, "", "running"},
		"shorten to none": {"running", extend(-600), false, "invalid_request [/seconds round_length]", "running"},
		"for ever":        {"running", extend(step.MaxSeconds), false, "invalid_request [/seconds round_length]", "running"},
		"extend planned":  {"planned", extend(300), false, "round_not_running", "planned"},
		"extend ended":    {"ended", extend(300), false, "round_not_running", "ended"},
	} {
		r := Round{Step: step.Step{Seconds: 600}, State: c.from, StartedAt: &now, Version: 4}
		changed, err := c.verb(&r)
		said := ""
		if err != nil {
			said = err.Error()
		}
		version := 4
		if c.changed {
			version = 5
		}
		if changed != c.changed || said != c.problem || r.State != c.to || r.Version != version {
			t.Errorf("%s: got %v, %q, %+v", name, changed, said, r)
		}
	}
}

// A round that was left too early goes on with the time that it had left.
func TestStartAgain(t *testing.T) {
	began := time.Now()
	r := Round{State: "planned", Version: 1}
	r.Seconds = 600
	for i, verb := range []func() (bool, error){
		func() (bool, error) { return r.Start(began, true) },
		func() (bool, error) { return r.End(began.Add(4 * time.Minute)) },
		func() (bool, error) { return r.Start(began.Add(9*time.Minute), true) },
	} {
		if changed, err := verb(); !changed || err != nil {
			t.Fatalf("verb %d: %v %v", i, changed, err)
		}
	}
	if left := r.Timed().EndsAt.Sub(began.Add(9 * time.Minute)); left != 6*time.Minute || r.EndedAt != nil || r.Version != 4 {
		t.Errorf("has %v left: %+v", left, r)
	}
}

// A tablet without a network tells late when it did what.
func TestEndBeforeTheStart(t *testing.T) {
	now := time.Now()
	r := Round{State: "running", StartedAt: &now}
	if _, err := r.End(now.Add(-time.Minute)); err != nil || !r.EndedAt.Equal(now) {
		t.Errorf("%v: ended at %v, started at %v", err, r.EndedAt, now)
	}
}

func TestApply(t *testing.T) {
	seconds, view, no, other := 60, events.ViewDots, []events.StepOffer{}, 7
	for name, c := range map[string]struct {
		state   events.RoundState
		change  Change
		changed bool
		want    string // a problem, or what is allowed then
	}{
		"nothing":            {"planned", Change{}, false, "capture reword"},
		"minutes":            {"planned", Change{Seconds: &seconds}, true, "capture reword"},
		"another view":       {"planned", Change{View: &view}, true, "mark"},
		"a view that allows": {"planned", Change{View: &view, Allows: &no}, true, ""},
		"while it runs":      {"running", Change{Seconds: &seconds}, false, "round_begun"},
		"when it has ended":  {"ended", Change{}, false, "round_begun"},
		"meanwhile":          {"planned", Change{Seconds: &seconds, Version: &other}, false, "changed_meanwhile"},
	} {
		r := Round{State: c.state, Version: 4}
		r.Title.KK, r.Seconds = "Сұрақ", 300
		r.Complete()
		changed, err := r.Apply(c.change)
		got := strings.Trim(fmt.Sprint(r.Allows), "[]")
		if err != nil {
			got = strings.Fields(err.Error())[0]
		}
		if changed != c.changed || got != c.want || changed != (r.Version == 5) {
			t.Errorf("%s: got %v %q in version %d", name, changed, got, r.Version)
		}
	}
}
