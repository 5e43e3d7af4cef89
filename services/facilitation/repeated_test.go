package facilitation_test

import (
	"maps"
	"testing"
)

// TestARequestThatIsRepeatedHasTheFirstAnswer, also while the first is still
// running, for everything that a client names.
func TestARequestThatIsRepeatedHasTheFirstAnswer(t *testing.T) {
	h := newHouse(t)
	said := []string{}
	for n := range 4 {
		l := h.line(n+1, "Жол жөндеу")
		h.send(t, h.tablet, l)
		said = append(said, l["id"].(string))
	}
	with := func(body m, member string, value any) m {
		other := maps.Clone(body)
		other[member] = value
		return other
	}
	// Captures and marks have a receipt each, which tells a refusal; see TestMarksAddUp for those.
	stored := []string{"already_stored", "stored"}
	h.Repeated(t, "POST", h.path("/suggestions"), h.tablet, m{"suggestions": []m{h.line(5, "Пандус"), h.line(6, "Лифт")}}, nil, stored...)
	round, other := newID(), newID()
	h.Repeated(t, "POST", h.path("/rounds/"+round+"/marks"), h.tablet,
		m{"marks": []m{h.mark(said[0], h.device, "dots", 2, 1), h.mark(said[1], h.device, "dots", 1, 1)}}, nil, stored...)

	edit := m{"edit_id": newID(), "text": "Жолды жөндеу керек", "language": "kk", "base_version": 1, "device_id": h.device}
	h.Repeated(t, "POST", h.path("/suggestions/"+said[0]+"/reword"), h.tablet, edit, with(edit, "text", "Басқа"))
	question := m{"id": newID(), "text": "Қай жол?", "language": "kk"}
	h.Repeated(t, "POST", h.path("/suggestions/"+said[1]+"/clarifications"), h.secretary, question, with(question, "text", "Неше жол?"))
	reply := m{"answer_id": newID(), "text": "Абай көшесі", "language": "kk"}
	h.Repeated(t, "POST", h.path("/clarifications/"+question["id"].(string)+"/answer"), h.tablet, reply, with(reply, "text", "Басқа"))

	ballot := m{"id": newID(), "session_id": h.session, "kind": "dots", "dots": 2, "suggestion_ids": said}
	h.Repeated(t, "POST", h.path("/rounds/"+round+"/ballot"), h.tablet, ballot, with(ballot, "dots", 3))
	h.Problem(t, 409, "id_taken", "POST", h.path("/rounds/"+other+"/ballot"), h.tablet, ballot)
	h.Repeated(t, "POST", h.path("/rounds/"+round+"/ballot/close"), h.tablet, nil, nil)

	group := m{"suggestion_ids": said[:2], "base_version": 0, "position": 1}
	h.Repeated(t, "PUT", h.path("/sessions/"+h.session+"/groups/"+newID()), h.tablet, group, with(group, "suggestion_ids", said[2:]))
	draft := m{"recommendations": recommendations(2), "base_version": 0}
	h.Repeated(t, "PUT", h.reportPath(""), h.tablet, draft, with(draft, "recommendations", recommendations(3)))
	confirm := m{"version": 1, "present": 20, "agreed": 18}
	h.Repeated(t, "POST", h.reportPath("/confirm"), h.tablet, confirm, with(confirm, "agreed", 17))
	for range 3 {
		h.Repeated(t, "PUT", h.path("/sessions/"+h.session+"/photos/"+newID()), h.tablet, flipchart(t, 30), nil)
	}
}

// TestOneIDForTwoThingsAtOnce: one of them is made, the other is a conflict.
func TestOneIDForTwoThingsAtOnce(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол жөндеу")
	h.send(t, h.tablet, l)
	for range 4 {
		ballot := m{"id": newID(), "session_id": h.session, "kind": "dots", "dots": 2, "suggestion_ids": []any{l["id"]}}
		statuses := make(chan int)
		for range 8 {
			go func() {
				status, answer := h.Do(t, "POST", h.path("/rounds/"+newID()+"/ballot"), h.tablet, ballot)
				if status >= 500 {
					t.Errorf("%d %s", status, answer)
				}
				statuses <- status
			}()
		}
		made := 0
		for range 8 {
			if <-statuses == 201 {
				made++
			}
		}
		if made != 1 {
			t.Errorf("%d ballots have one id", made)
		}
	}
}
