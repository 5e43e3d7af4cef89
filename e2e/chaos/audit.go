package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// quiet is how long after the last notice that is due a further one may come.
const quiet = 300 * time.Millisecond

type stored struct {
	ID, Receipt, Text string
	OriginalText      string `json:"original_text"`
	Number            int64
}

type proposal struct {
	ID          string
	Number      int64
	Suggestions []struct{ ID string }
}

type decision struct {
	ID            string
	Number        int64
	SuggestionIDs []string `json:"suggestion_ids"`
}

type message struct {
	ID            string
	ParticipantID string `json:"participant_id"`
	Kind          string
	FactID        string   `json:"fact_id"`
	SuggestionIDs []string `json:"suggestion_ids"`
	State         string
}

// audit holds what the house has against what it had acknowledged: everything is
// stored once and as it was typed, at the secretariat once, numbered without a
// gap, told to its author once, and there is an order of the requests that
// explains every answer.
func (l *load) audit(ctx context.Context) (wrong []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*patience)
	defer cancel()
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	suggestions, err := all[stored](ctx, l.staff, "/api/facilitation/forums/"+l.forum+"/suggestions")
	if err != nil {
		return nil, err
	}
	captured := map[string]int64{}
	var numbers []int64
	for _, s := range suggestions {
		said, known := l.sent[s.ID]
		switch {
		case !known:
			say("nobody typed suggestion %s", s.ID)
		case captured[s.ID] != 0:
			say("suggestion %s is there twice", s.ID)
		case s.OriginalText != said.text:
			say("suggestion %s says %q, and was %q", s.ID, s.OriginalText, said.text)
		}
		captured[s.ID] = s.Number
		numbers = append(numbers, s.Number)
	}
	for _, id := range l.acknowledged {
		if captured[id] == 0 {
			say("suggestion %s was acknowledged and is lost", id)
		}
	}
	wrong = append(wrong, gaps("suggestion", numbers)...)
	lost, err := l.auditSecretariat(ctx, captured)
	if err != nil {
		return nil, err
	}
	wrong = append(wrong, lost...)
	decisions, err := all[decision](ctx, l.staff, "/api/decisions/forums/"+l.forum+"/decisions")
	if err != nil {
		return nil, err
	}
	recorded := map[string]int64{}
	numbers = nil
	for _, d := range decisions {
		recorded[d.ID] = d.Number
		numbers = append(numbers, d.Number)
	}
	for id := range l.decided {
		if recorded[id] == 0 {
			say("decision %s was acknowledged and is lost", id)
		}
	}
	wrong = append(wrong, gaps("decision", numbers)...)
	untold, err := l.auditNotices(ctx, captured, decisions)
	if err != nil {
		return nil, err
	}
	wrong = append(wrong, untold...)
	list := captured
	for id, n := range recorded {
		list[id] = n
	}
	return append(wrong, l.history.linear(list)...), nil
}

// auditSecretariat waits until all that is stored stands at the secretariat, each
// in one proposal.
func (l *load) auditSecretariat(ctx context.Context, captured map[string]int64) (wrong []string, err error) {
	if err := until(ctx, "all suggestions are at the secretariat", func() bool { return l.atSecretariat(ctx) >= len(captured) }); err != nil {
		wrong = append(wrong, fmt.Sprintf("%v: %d of %d", err, l.atSecretariat(ctx), len(captured)))
	}
	proposals, err := all[proposal](ctx, l.staff, "/api/decisions/forums/"+l.forum+"/proposals")
	if err != nil {
		return nil, err
	}
	carried := map[string]int{}
	var numbers []int64
	for _, p := range proposals {
		numbers = append(numbers, p.Number)
		for _, s := range p.Suggestions {
			carried[s.ID]++
		}
	}
	for id := range captured {
		if n := carried[id]; n != 1 {
			wrong = append(wrong, fmt.Sprintf("suggestion %s stands in %d proposals", id, n))
		}
	}
	return append(wrong, gaps("proposal", numbers)...), nil
}

// auditNotices waits for the notices that are due, and a little for one too many:
// an author is told once that a suggestion came in, and once of each decision.
func (l *load) auditNotices(ctx context.Context, captured map[string]int64, decisions []decision) (wrong []string, err error) {
	due := l.noticesDue(captured, decisions)
	var sent map[string]int
	var facts map[string]int
	look := func() bool {
		messages, e := all[message](ctx, l.staff, "/api/notifications/forums/"+l.forum+"/messages")
		if e != nil {
			err = e
			return true
		}
		sent, facts = map[string]int{}, map[string]int{}
		for _, m := range messages {
			facts[m.ParticipantID+" "+m.Kind+" "+m.FactID]++
			if m.State == "sent" {
				for _, s := range m.SuggestionIDs {
					sent[m.ParticipantID+" "+m.Kind+" "+s]++
				}
			}
		}
		for key := range due {
			if sent[key] == 0 {
				return false
			}
		}
		return true
	}
	if e := until(ctx, "all notices are sent", look); e != nil {
		wrong = append(wrong, e.Error())
		for key := range due {
			if sent[key] == 0 {
				wrong = append(wrong, "not sent: "+key)
			}
		}
	}
	pause(ctx, quiet)
	look()
	for key, n := range sent {
		if n != 1 || !due[key] {
			wrong = append(wrong, fmt.Sprintf("notice %s: sent %d times, due: %v", key, n, due[key]))
		}
	}
	for key, n := range facts {
		if n != 1 {
			wrong = append(wrong, fmt.Sprintf("%d messages about one fact: %s", n, key))
		}
	}
	return wrong, err
}

func (l *load) noticesDue(captured map[string]int64, decisions []decision) map[string]bool {
	due := map[string]bool{}
	for id := range captured {
		if author := l.sent[id].author; author != "" {
			due[author+" receipt "+id] = true
		}
	}
	for _, d := range decisions {
		for _, id := range d.SuggestionIDs {
			if author := l.sent[id].author; author != "" {
				due[author+" decided "+id] = true
			}
		}
	}
	return due
}

// gaps: 1, 2, 3 …
func gaps(what string, numbers []int64) (wrong []string) {
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			return []string{fmt.Sprintf("%s number %d stands where %d should", what, n, i+1)}
		}
	}
	return nil
}
