package round

import (
	"testing"
	"time"
)

func TestVerbs(t *testing.T) {
	now := time.Now()
	start := func(r *Round) (bool, error) { return r.Start(now) }
	end := func(r *Round) (bool, error) { return r.End(now) }
	extend := func(seconds int) func(*Round) (bool, error) {
		return func(r *Round) (bool, error) { err := r.Extend(seconds); return err == nil, err }
	}
	for name, c := range map[string]struct {
		from    string
		verb    func(*Round) (bool, error)
		changed bool
		problem string
		to      string
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
		"for ever":        {"running", extend(maxSeconds), false, "invalid_request [/seconds round_length]", "running"},
		"extend planned":  {"planned", extend(300), false, "round_not_running", "planned"},
		"extend ended":    {"ended", extend(300), false, "round_not_running", "ended"},
	} {
		r := Round{State: c.from, Seconds: 600, Version: 4}
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
