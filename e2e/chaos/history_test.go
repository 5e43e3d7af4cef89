package main

import (
	"strings"
	"testing"
	"time"
)

// at is a moment of a history that is made up.
func at(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }

func captured(id string, from, to int, number int64, fresh bool) attempt {
	return attempt{verb: "capture", of: id, sent: at(from), answered: at(to), number: number, receipt: "r" + id, fresh: fresh}
}

func unanswered(verb, of, id string, from int) attempt {
	return attempt{verb: verb, of: of, id: id, sent: at(from)}
}

func counted(id string, from, to int) attempt {
	return attempt{verb: "count", of: "q", id: id, sent: at(from), answered: at(to)}
}

func saw(last string, decided bool, from, to int) attempt {
	return attempt{verb: "read", of: "q", last: last, decidedBy: decided, sent: at(from), answered: at(to)}
}

// The check must see what it is there for: each history is given whole, and
// broken in one place.
func TestBrokenHistoriesAreSeen(t *testing.T) {
	settled := attempt{verb: "settle", of: "q", sent: at(30), answered: at(40)}
	late := counted("b", 50, 60)
	late.refused = true
	for name, c := range map[string]struct {
		history []attempt
		list    map[string]int64
		wrong   string // "" = whole
	}{
		"one after the other":                {[]attempt{captured("a", 0, 10, 1, true), captured("b", 20, 30, 2, true)}, map[string]int64{"a": 1, "b": 2}, ""},
		"numbers against the order":          {[]attempt{captured("a", 0, 10, 2, true), captured("b", 20, 30, 1, true)}, map[string]int64{"a": 2, "b": 1}, "the numbers"},
		"at once, either order":              {[]attempt{captured("a", 0, 30, 2, true), captured("b", 10, 20, 1, true)}, map[string]int64{"a": 2, "b": 1}, ""},
		"a gap":                              {[]attempt{captured("a", 0, 10, 1, true), captured("b", 20, 30, 3, true)}, map[string]int64{"a": 1, "b": 3}, "the numbers"},
		"one number twice":                   {[]attempt{captured("a", 0, 10, 1, true), captured("b", 5, 30, 1, true)}, map[string]int64{"a": 1, "b": 1}, "the numbers"},
		"again, the same answer":             {[]attempt{captured("a", 0, 10, 1, true), captured("a", 20, 30, 1, false)}, map[string]int64{"a": 1}, ""},
		"again, another number":              {[]attempt{captured("a", 0, 10, 1, true), captured("a", 20, 30, 2, false)}, map[string]int64{"a": 1}, "each id"},
		"new twice":                          {[]attempt{captured("a", 0, 10, 1, true), captured("a", 20, 30, 1, true)}, map[string]int64{"a": 1}, "each id"},
		"already there before anybody asked": {[]attempt{captured("a", 0, 10, 1, false)}, map[string]int64{"a": 1}, "each id"},
		"acknowledged and lost":              {[]attempt{captured("a", 0, 10, 1, true)}, map[string]int64{}, "each id"},
		"no answer, stored":                  {[]attempt{unanswered("capture", "a", "", 0), captured("b", 20, 30, 2, true)}, map[string]int64{"a": 1, "b": 2}, ""},
		"no answer, stored later":            {[]attempt{unanswered("capture", "a", "", 0), captured("b", 20, 30, 1, true)}, map[string]int64{"a": 2, "b": 1}, ""},
		"no answer, never stored":            {[]attempt{unanswered("capture", "a", "", 0), captured("b", 20, 30, 1, true)}, map[string]int64{"b": 1}, ""},
		"no answer, then told of another":    {[]attempt{unanswered("capture", "a", "", 0), captured("a", 20, 30, 1, false), captured("b", 40, 50, 2, true)}, map[string]int64{"a": 2, "b": 1}, "each id"},
		"no answer, numbered after its repeat": {[]attempt{unanswered("capture", "a", "", 0), captured("a", 20, 30, 2, false), captured("b", 40, 50, 1, true)},
			map[string]int64{"a": 2, "b": 1}, "the numbers"},
		"the last count":               {[]attempt{counted("a", 0, 10), counted("b", 20, 30), saw("b", false, 40, 50)}, nil, ""},
		"an older count":               {[]attempt{counted("a", 0, 10), counted("b", 20, 30), saw("a", false, 40, 50)}, nil, "votes"},
		"a count that was lost":        {[]attempt{counted("a", 0, 10), saw("", false, 40, 50)}, nil, "votes"},
		"a repeat took a later place":  {[]attempt{unanswered("count", "q", "a", 0), saw("a", false, 10, 20), counted("b", 30, 40), saw("a", false, 50, 60)}, nil, "votes"},
		"the repeat itself, in order":  {[]attempt{unanswered("count", "q", "a", 0), saw("a", false, 10, 20), counted("b", 30, 40), saw("b", false, 50, 60)}, nil, ""},
		"decided, not counted again":   {[]attempt{counted("a", 0, 10), settled, late, saw("a", true, 70, 80)}, nil, ""},
		"decided and yet counted":      {[]attempt{counted("a", 0, 10), settled, counted("b", 50, 60)}, nil, "votes"},
		"decided, and a reader missed": {[]attempt{counted("a", 0, 10), settled, saw("a", false, 50, 60)}, nil, "votes"},
	} {
		t.Run(name, func(t *testing.T) {
			h := &history{all: c.history}
			wrong := strings.Join(h.linear(c.list), "; ")
			if c.wrong == "" && wrong != "" || !strings.Contains(wrong, c.wrong) {
				t.Errorf("got %q, want %q", wrong, c.wrong)
			}
		})
	}
}
