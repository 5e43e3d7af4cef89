package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"
)

// attempt is one request of one client, from before it was sent until after it
// was answered. One without an answer may have had its effect at any time since,
// or never.
type attempt struct {
	client    int
	verb      string // capture, decide, count, read
	of        string // the suggestion's, decision's or question's id
	id        string // of a count
	sent      time.Time
	answered  time.Time // zero: not known what became of it
	number    int64
	receipt   string
	fresh     bool   // the answer says that it was done just now
	refused   bool   // the question is decided already
	last      string // the count that a reader saw, "" = none
	not       bool   // a reader found nothing
	decidedBy bool   // a reader found the question decided
}

// history is what all clients did.
type history struct {
	mu  sync.Mutex
	all []attempt
}

func (h *history) add(a attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, a)
}

func (h *history) of(verbs ...string) (some []attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.all {
		if slices.Contains(verbs, a.verb) {
			some = append(some, a)
		}
	}
	return some
}

func (h *history) len() int { h.mu.Lock(); defer h.mu.Unlock(); return len(h.all) }

// operations leaves out, of requests for one thing that had no answer, all but the
// first: whatever a later one may have done, the first may have done as well, and
// their many possible moments would make the search endless.
func operations(attempts []attempt) []porcupine.Operation {
	open := map[string]time.Time{}
	thing := func(a attempt) string { return a.verb + " " + a.of + " " + a.id }
	for _, a := range attempts {
		if first, there := open[thing(a)]; a.answered.IsZero() && (!there || a.sent.Before(first)) {
			open[thing(a)] = a.sent
		}
	}
	var ops []porcupine.Operation
	for _, a := range attempts {
		end := int64(math.MaxInt64)
		if !a.answered.IsZero() {
			end = a.answered.UnixNano()
		} else if a.sent != open[thing(a)] {
			continue
		}
		ops = append(ops, porcupine.Operation{ClientId: a.client, Input: a, Call: a.sent.UnixNano(), Return: end})
	}
	return ops
}

// checkTime bounds the search. A search that is not over says nothing, and that is said.
const checkTime = 20 * time.Second

// linear reports the histories that no order of their requests, one at a time,
// explains.
func (h *history) linear(list map[string]int64) (wrong []string) {
	check := func(what string, model porcupine.Model, attempts []attempt) {
		switch porcupine.CheckOperationsTimeout(model, operations(attempts), checkTime) {
		case porcupine.Illegal:
			wrong = append(wrong, fmt.Sprintf("%s: the answers of %d requests fit no order in which they could have been done one by one", what, len(attempts)))
		case porcupine.Unknown:
			wrong = append(wrong, fmt.Sprintf("%s: %d requests could not be put in order within %v", what, len(attempts), checkTime))
		case porcupine.Ok:
		}
	}
	for _, verb := range []string{"capture", "decide"} {
		attempts := h.of(verb)
		check(verb+", each id", firstAnswer, append(attempts, found(attempts, list)...))
		check(verb+", the numbers", counter, numbered(attempts, list))
	}
	check("votes", votes, h.of("count", "settle", "read"))
	return wrong
}

// found are the reads at the end: what the list says of each id.
func found(attempts []attempt, list map[string]int64) (reads []attempt) {
	seen := map[string]bool{}
	now := time.Now()
	for _, a := range attempts {
		if !seen[a.of] {
			seen[a.of] = true
			n, there := list[a.of]
			reads = append(reads, attempt{client: a.client, verb: "read", of: a.of, sent: now, answered: now, number: n, not: !there})
		}
	}
	return reads
}

// numbered is when each stored thing took its number: while the request ran that
// was told so or, when that answer was lost, between the first request and the
// first answer. What never came to be took none.
func numbered(attempts []attempt, list map[string]int64) []attempt {
	taken := map[string]attempt{}
	for _, a := range attempts {
		n, there := list[a.of]
		if !there {
			continue
		}
		a.number = n
		first, known := taken[a.of]
		switch {
		case !known || a.fresh:
			taken[a.of] = a
		case first.fresh:
		default:
			if a.sent.Before(first.sent) {
				first.sent = a.sent
			}
			if first.answered.IsZero() || !a.answered.IsZero() && a.answered.Before(first.answered) {
				first.answered = a.answered
			}
			taken[a.of] = first
		}
	}
	return slices.Collect(maps.Values(taken))
}

// kept is a thing as the model has it.
type kept struct {
	stored  bool
	number  int64 // 0 = stored by a request that had no answer
	receipt string
}

// firstAnswer: an id is stored once, whoever asks again gets what the first was
// answered, and only one is told that theirs was new.
var firstAnswer = porcupine.Model{
	Partition: byKey,
	Init:      func() any { return kept{} },
	Step: func(state, input, _ any) (bool, any) {
		k, a := state.(kept), input.(attempt)
		same := func() (bool, any) {
			if k.number != 0 && k.number != a.number || k.receipt != "" && a.receipt != "" && k.receipt != a.receipt {
				return false, k
			}
			next := kept{true, a.number, a.receipt}
			if next.receipt == "" {
				next.receipt = k.receipt
			}
			return true, next
		}
		switch {
		case a.not:
			return !k.stored, k
		case a.answered.IsZero():
			k.stored = true
			return true, k
		case k.stored:
			if a.fresh {
				return false, k
			}
			return same()
		case a.verb == "read" || a.verb == "capture" && !a.fresh:
			return false, k
		}
		return same()
	},
}

// counter: numbers are given in the order in which things are stored, one after
// the other from 1.
var counter = porcupine.Model{
	Init: func() any { return int64(0) },
	Step: func(state, input, _ any) (bool, any) {
		last, a := state.(int64), input.(attempt)
		return a.number == last+1, a.number
	},
}

// votes: a reader sees the last count. The same count sent again does not take
// the place of a later one, and what is decided is not counted again.
var votes = porcupine.Model{
	Partition: byKey,
	Init:      func() any { return "" },
	Step: func(state, input, _ any) (bool, any) {
		s, a := state.(string), input.(attempt)
		decided := strings.HasSuffix(s, "!")
		counts := strings.Fields(strings.TrimSuffix(s, "!"))
		switch a.verb {
		case "read":
			last := ""
			if len(counts) > 0 {
				last = counts[len(counts)-1]
			}
			return a.last == last && a.decidedBy == decided, s
		case "settle":
			return true, strings.TrimSuffix(s, "!") + "!"
		}
		switch {
		case a.refused:
			return decided, s
		case slices.Contains(counts, a.id):
			return true, s
		case decided:
			return a.answered.IsZero(), s
		}
		return true, strings.TrimSpace(s + " " + a.id)
	},
}

func byKey(all []porcupine.Operation) [][]porcupine.Operation {
	parts := map[string][]porcupine.Operation{}
	for _, o := range all {
		key := o.Input.(attempt).of
		parts[key] = append(parts[key], o)
	}
	out := make([][]porcupine.Operation, 0, len(parts))
	for _, p := range parts {
		out = append(out, p)
	}
	return out
}
