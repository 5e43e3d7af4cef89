package facilitation_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type report struct {
	Version, Edition int
	State            string
	Recommendations  []struct {
		ID   string
		Text events.Text
		Who  string
	}
	Present, Agreed int
	Reason          string
	Warnings        []struct{ Code, Detail string }
}

func recommendation(text string) m {
	return m{
		"id": newID(), "text": m{"kk": text}, "who": "Қала әкімдігі", "until": "2022 жылғы IV тоқсан", "suggestion_ids": []string{newID()},
	}
}

func recommendations(n int) []m {
	all := make([]m, n)
	for i := range all {
		all[i] = recommendation(fmt.Sprintf("%d-ұсыным", i+1))
	}
	return all
}

func (h *house) reportPath(rest string) string {
	return h.path("/sessions/" + h.session + "/report" + rest)
}

func TestReportIsConfirmedAndCorrected(t *testing.T) {
	h := newHouse(t)
	path := h.reportPath
	var r report
	h.Call(t, 200, "GET", path(""), h.tablet, nil, &r)
	if r.Version != 0 || r.State != "draft" || r.Recommendations == nil || len(r.Recommendations) != 0 {
		t.Fatalf("nothing written: %+v", r)
	}
	h.Problem(t, 409, "newer_version", "POST", path("/confirm"), h.tablet, m{"version": 1})
	first := m{"recommendations": recommendations(3), "base_version": 0}
	for range 2 { // the second time because the answer was lost
		h.Call(t, 200, "PUT", path(""), h.tablet, first, &r)
		if r.Version != 1 || len(r.Recommendations) != 3 || r.Recommendations[2].Text.KK != "3-ұсыным" {
			t.Fatalf("drafted: %+v", r)
		}
	}
	for range 2 {
		h.Call(t, 200, "POST", path("/confirm"), h.tablet, m{"version": 1, "present": 14, "agreed": 12}, &r)
		if r.Version != 2 || r.Edition != 1 || r.State != "confirmed" || r.Present != 14 || len(r.Warnings) != 0 {
			t.Fatalf("confirmed: %+v", r)
		}
	}
	e := testkit.Published(t, h.House, "facilitation", func(events.ReportConfirmed) bool { return true })
	if e.Version != 2 || e.SessionID != h.session || len(e.Recommendations) != 3 || e.Recommendations[0].Who != "Қала әкімдігі" ||
		e.Agreed != 12 || e.ConfirmedAt == nil || len(e.Recommendations[0].SuggestionIDs) != 1 {
		t.Errorf("event: %+v", e)
	}

	// Locked.
	h.Call(t, 200, "PUT", path(""), h.tablet, first, &r) // a late repetition
	second := m{"recommendations": recommendations(2), "base_version": 2}
	h.Problem(t, 409, "report_locked", "PUT", path(""), h.tablet, second)
	h.Problem(t, 409, "report_locked", "POST", path("/confirm"), h.tablet, m{"version": 2, "present": 13})

	// A correction is the next edition.
	for range 2 {
		h.Call(t, 200, "POST", path("/reopen"), h.secretary, m{"reason": "мерзім қате"}, &r)
		if r.Version != 3 || r.Edition != 2 || r.State != "draft" || len(r.Recommendations) != 3 || r.Reason != "мерзім қате" {
			t.Fatalf("reopened: %+v", r)
		}
	}
	second["base_version"] = 3
	h.Call(t, 200, "PUT", path(""), h.secretary, second, &r)
	h.Call(t, 200, "POST", path("/confirm"), h.tablet, m{"version": 4}, &r)
	if r.Version != 5 || r.Edition != 2 || len(r.Warnings) != 1 || r.Warnings[0].Code != "few_recommendations" || r.Warnings[0].Detail == "" {
		t.Errorf("confirmed again: %+v", r)
	}
	var all struct{ Items []report }
	h.Call(t, 200, "GET", path("/versions"), h.secretary, nil, &all)
	if len(all.Items) != 2 || len(all.Items[0].Recommendations) != 3 || all.Items[0].Edition != 1 || len(all.Items[1].Recommendations) != 2 {
		t.Errorf("editions: %+v", all)
	}
	testkit.Published(t, h.House, "facilitation", func(e events.ReportConfirmed) bool { return e.Edition == 2 && e.Version == 5 })
	drafts := told[events.ReportDrafted](t, h)
	if len(drafts) != 3 || drafts[1].Edition != 2 || drafts[1].Version != 3 {
		t.Errorf("drafts told: %+v", drafts)
	}
}

func TestReportRules(t *testing.T) {
	h := newHouse(t)
	incomplete := recommendation("Жол")
	incomplete["until"] = " "
	unworded := recommendation(" ")
	russian := recommendation("")
	russian["text"] = m{"ru": "Отремонтировать дорогу"}
	for i, c := range []struct {
		lines   []m
		confirm string // problem, "" = confirmed
	}{
		{recommendations(0), "report_empty"},
		{recommendations(6), "too_many_recommendations"},
		{append(recommendations(2), incomplete), "recommendation_incomplete"},
		{append(recommendations(2), unworded), "recommendation_incomplete"},
		{append(recommendations(4), russian), ""},
		{[]m{russian}, ""},
	} {
		h.session = newID()
		h.tablet = h.tabletToken(t, h.forum, h.session, h.device)
		h.Call(t, 200, "PUT", h.reportPath(""), h.tablet, m{"recommendations": c.lines, "base_version": 0}, nil)
		if c.confirm == "" {
			h.Call(t, 200, "POST", h.reportPath("/confirm"), h.tablet, m{"version": 1}, nil)
			continue
		}
		status, body := h.Do(t, "POST", h.reportPath("/confirm"), h.tablet, m{"version": 1})
		var p struct{ Code string }
		if err := json.Unmarshal(body, &p); err != nil || status != 409 || p.Code != c.confirm {
			t.Errorf("case %d: %d %s", i, status, body)
		}
	}
	one := recommendation("Жол")
	put := func(lines []m) m { return m{"recommendations": lines, "base_version": 0} }
	h.session = newID()
	h.Problem(t, 422, "invalid_request", "PUT", h.reportPath(""), h.secretary, put([]m{one, one}))
	h.Problem(t, 422, "invalid_request", "PUT", h.reportPath(""), h.secretary, put(recommendations(11)))
	h.Problem(t, 409, "newer_version", "PUT", h.reportPath(""), h.secretary, m{"recommendations": []m{one}, "base_version": 1})
	h.Problem(t, 409, "report_not_confirmed", "POST", h.reportPath("/reopen"), h.secretary, m{"reason": "жоқ"})
	stranger := h.tabletToken(t, h.forum, newID(), newID())
	h.Problem(t, 403, "session_of_other_tablet", "PUT", h.reportPath(""), stranger, put([]m{one}))
	h.Call(t, 200, "GET", h.reportPath(""), stranger, nil, nil)
}

// TestReportIsNotOverwrittenSilently lets eight people write at once on the
// ground of the same version.
func TestReportIsNotOverwrittenSilently(t *testing.T) {
	h := newHouse(t)
	var wg sync.WaitGroup
	answers := make(chan int, 8)
	for i := range cap(answers) {
		body := m{"recommendations": []m{recommendation(fmt.Sprint(i))}, "base_version": 0}
		wg.Go(func() {
			status, answer := h.Do(t, "PUT", h.reportPath(""), h.secretary, body)
			var p struct {
				Code  string
				Newer *report
			}
			if status == 409 && (json.Unmarshal(answer, &p) != nil || p.Code != "newer_version" || p.Newer == nil || p.Newer.Version != 1 || len(p.Newer.Recommendations) != 1) {
				t.Errorf("refused without the newer report: %s", answer)
			}
			answers <- status
		})
	}
	wg.Wait()
	close(answers)
	count := map[int]int{}
	for status := range answers {
		count[status]++
	}
	if count[200] != 1 || count[409] != 7 {
		t.Errorf("answers: %v", count)
	}
}

// TestTheDeskListsReports shows what was confirmed last beside the correction
// that is being worded.
func TestTheDeskListsReports(t *testing.T) {
	h := newHouse(t)
	var page struct {
		Items []struct {
			SessionID        string `json:"session_id"`
			Confirmed, Draft *report
		}
	}
	list := func(token string) {
		t.Helper()
		page.Items = nil
		h.Call(t, 200, "GET", h.path("/reports"), token, nil, &page)
	}
	if list(h.secretary); page.Items == nil || len(page.Items) != 0 {
		t.Fatalf("nothing written: %+v", page)
	}
	first := h.session
	h.Call(t, 200, "PUT", h.reportPath(""), h.tablet, m{"recommendations": recommendations(3), "base_version": 0}, nil)
	if list(h.secretary); len(page.Items) != 1 || page.Items[0].Confirmed != nil || len(page.Items[0].Draft.Recommendations) != 3 {
		t.Errorf("being worded: %+v", page)
	}
	h.Call(t, 200, "POST", h.reportPath("/confirm"), h.tablet, m{"version": 1, "present": 14, "agreed": 12}, nil)
	h.session = newID()
	h.Call(t, 200, "PUT", h.reportPath(""), h.secretary, m{"recommendations": recommendations(2), "base_version": 0}, nil)
	h.session = first
	if list(h.tablet); len(page.Items) != 2 || page.Items[0].Confirmed == nil || page.Items[0].Draft != nil || page.Items[0].Confirmed.Agreed != 12 {
		t.Errorf("the confirmed one first: %+v", page)
	}
	h.Call(t, 200, "POST", h.reportPath("/reopen"), h.tablet, m{"reason": "мерзім қате"}, nil)
	if list(h.secretary); page.Items[0].SessionID != first || page.Items[0].Confirmed.Edition != 1 || page.Items[0].Draft.Edition != 2 {
		t.Errorf("being corrected: %+v", page)
	}
	h.Problem(t, 403, "role_required", "GET", h.path("/reports"), h.Token(t, newID(), h.forum, "participant"), nil)
}
