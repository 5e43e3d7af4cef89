package facilitation_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

type tally struct {
	Version, Voters int
	Items           []struct {
		SuggestionID   string `json:"suggestion_id"`
		Dots, Points   int
		Impact, Effort float64
		Levels         []int
		Voters         int
	}
}

func (h *house) tally(t testing.TB, round string) tally {
	t.Helper()
	var got tally
	h.Call(t, 200, "GET", h.path("/rounds/"+round+"/tally"), h.secretary, nil, &got)
	return got
}

func (h *house) mark(suggestion, voter, kind string, value, counter int) m {
	return m{"id": newID(), "session_id": h.session, "suggestion_id": suggestion, "kind": kind, "voter": voter, "value": value, "counter": counter}
}

func (h *house) cast(t testing.TB, round string, marks ...m) []receipt {
	t.Helper()
	var out struct{ Receipts []receipt }
	h.Call(t, 200, "POST", h.path("/rounds/"+round+"/marks"), h.tablet, m{"marks": marks}, &out)
	return out.Receipts
}

func outcomes(receipts []receipt) string {
	var all []string
	for _, r := range receipts {
		all = append(all, strings.TrimSpace(r.Outcome+" "+r.Problem.Code))
	}
	return strings.Join(all, ", ")
}

func TestMarksAddUp(t *testing.T) {
	h := newHouse(t)
	round, a, b, p, q := newID(), newID(), newID(), newID(), newID()
	if got := h.tally(t, round); got.Voters != 0 || got.Items == nil || len(got.Items) != 0 {
		t.Fatalf("nothing marked: %+v", got)
	}
	hands := h.mark(a, h.device, "agree", 7, 1)
	hands["level"] = 3
	first := h.mark(a, p, "dots", 2, 1)
	marks := []m{
		first, h.mark(b, p, "dots", 1, 1), h.mark(a, q, "dots", 1, 1), h.mark(b, q, "rank", 5, 1), h.mark(b, p, "rank", 3, 1),
		h.mark(a, p, "impact", 5, 1), h.mark(a, q, "impact", 2, 1), h.mark(a, q, "effort", 1, 1), h.mark(a, p, "agree", 0, 1), hands,
	}
	if got := outcomes(h.cast(t, round, marks...)); got != strings.TrimSuffix(strings.Repeat("stored, ", len(marks)), ", ") {
		t.Fatal(got)
	}
	if got := outcomes(h.cast(t, round, marks...)); got != strings.TrimSuffix(strings.Repeat("already_stored, ", len(marks)), ", ") {
		t.Fatal(got)
	}
	// The answers were lost; then p thinks again, twice, and the tablet sends the
	// later one first. An id is never used for something else.
	late, last := h.mark(a, p, "dots", 4, 2), h.mark(a, p, "dots", 0, 3)
	other := maps.Clone(first)
	other["value"] = 9
	if got := outcomes(h.cast(t, round, last, late, other)); got != "stored, already_stored, conflict id_taken" {
		t.Error(got)
	}
	got := h.tally(t, round)
	if len(got.Items) != 2 || got.Voters != 3 {
		t.Fatalf("tally: %+v", got)
	}
	for _, i := range got.Items {
		want := "1 0 3.5 1 [1 0 0 7 0 0] 3"
		if i.SuggestionID == b {
			want = "1 8 0 0 [0 0 0 0 0 0] 2"
		}
		if line := fmt.Sprint(i.Dots, i.Points, i.Impact, i.Effort, i.Levels, i.Voters); line != want {
			t.Errorf("%s, want %s", line, want)
		}
	}
	all := told[events.MarksCast](t, h)
	if len(all) != 2 || all[1].Version != 2 || all[1].Voters != 3 || len(all[1].Totals) != 2 || all[1].RoundID != round || all[1].SessionID != h.session {
		t.Errorf("told: %+v", all)
	}
}

func TestMarksRefused(t *testing.T) {
	h := newHouse(t)
	round, p := newID(), newID()
	own := h.mark(newID(), p, "dots", 1, 1)
	level := h.mark(newID(), p, "dots", 1, 1)
	level["level"] = 2
	foreign := *h
	foreign.forum = newID()
	l := foreign.line(1, "Басқа форум")
	foreign.send(t, h.tabletToken(t, foreign.forum, h.session, h.device), l)
	copied := maps.Clone(own)
	copied["value"] = 2
	got := outcomes(h.cast(t, round, own, copied, h.mark(newID(), p, "impact", 6, 1), level, h.mark(l["id"].(string), p, "dots", 1, 1)))
	if want := "stored, conflict id_taken, refused mark_off_scale, refused level_without_agreement, refused suggestion_of_other_forum"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := outcomes(h.cast(t, newID(), own)); got != "conflict id_taken" {
		t.Errorf("another round: %s", got)
	}
	path := h.path("/rounds/" + round + "/marks")
	stranger := h.tabletToken(t, h.forum, newID(), newID())
	h.Problem(t, 403, "session_of_other_tablet", "POST", path, stranger, m{"marks": []m{own}})
	elsewhere := maps.Clone(own)
	elsewhere["session_id"] = newID()
	h.Problem(t, 422, "round_of_other_session", "POST", path, h.secretary, m{"marks": []m{elsewhere}})
	h.Problem(t, 422, "invalid_request", "POST", path, h.secretary, m{"marks": []m{own, elsewhere}})
}

// polis are real votes in their order, as fingers, and what they must add up to:
// people vote again, and the last vote of a person counts.
func polis(t *testing.T) (votes []struct{ comment, voter, fingers string }, want map[string]string) {
	t.Helper()
	read := func(name string) [][]string {
		f, err := os.Open("testdata/polis/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	fingers := map[string]string{"1": "5", "0": "2", "-1": "0"}
	for _, r := range read("votes.csv") {
		votes = append(votes, struct{ comment, voter, fingers string }{r[0], r[1], fingers[r[2]]})
	}
	want = map[string]string{}
	for _, r := range read("expected_tallies.csv") {
		want[r[0]] = fmt.Sprintf("[%s 0 %s 0 0 %s]", r[2], r[3], r[1])
	}
	return votes, want
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func (h *house) checkPolis(t *testing.T, round string, want map[string]string, ids map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, i := range h.tally(t, round).Items {
		got[i.SuggestionID] = fmt.Sprint(i.Levels)
	}
	for comment, levels := range want {
		if got[ids[comment]] != levels {
			t.Errorf("statement %s: %s, want %s", comment, got[ids[comment]], levels)
		}
	}
}

type names map[string]string

func (n names) of(s string) string {
	if n[s] == "" {
		n[s] = newID()
	}
	return n[s]
}

// TestTheLastMarkCounts sends real votes from tablets in any order and twice.
func TestTheLastMarkCounts(t *testing.T) {
	h := newHouse(t)
	votes, want := polis(t)
	round, ids, voters := newID(), names{}, names{}
	queue := make([]m, len(votes))
	for i, v := range votes {
		queue[i] = h.mark(ids.of(v.comment), voters.of(v.voter), "agree", number(v.fingers), i)
	}
	queue = append(queue, queue...)
	rand.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
	var wg sync.WaitGroup
	for batch := range slices.Chunk(queue, 300) {
		wg.Go(func() {
			if status, body := h.Do(t, "POST", h.path("/rounds/"+round+"/marks"), h.tablet, m{"marks": batch}); status != 200 || strings.Contains(string(body), "problem") {
				t.Errorf("%d %.200s", status, body)
			}
		})
	}
	wg.Wait()
	h.checkPolis(t, round, want, ids)
}

type ballot struct {
	ID, Code, URL string
	Open          bool
	Version       int
}

// TestTheLastBallotOfAPhoneCounts casts real votes on phones, all phones at
// once; each sends some of its ballots again.
func TestTheLastBallotOfAPhoneCounts(t *testing.T) {
	h := newHouse(t)
	votes, want := polis(t)
	round, ids, n := newID(), names{}, 0
	for comment := range want {
		n++
		l := h.line(n, "Мәлімдеме "+comment)
		ids[comment] = l["id"].(string)
		h.send(t, h.tablet, l)
	}
	var b ballot
	h.Call(t, 201, "POST", h.path("/rounds/"+round+"/ballot"), h.tablet,
		m{"session_id": h.session, "kind": "agree", "suggestion_ids": slices.Collect(maps.Values(ids))}, &b)
	phones := map[string][]m{}
	said := map[string]map[string]int{}
	for i, v := range votes {
		if said[v.voter] == nil {
			said[v.voter] = map[string]int{}
		}
		said[v.voter][ids[v.comment]] = number(v.fingers)
		whole := []m{}
		for id, fingers := range said[v.voter] {
			whole = append(whole, m{"suggestion_id": id, "value": fingers})
		}
		phones[v.voter] = append(phones[v.voter], m{"counter": i, "marks": whole})
	}
	var wg sync.WaitGroup
	slots, yurts := make(chan struct{}, 32), 0
	for _, all := range phones {
		ballots := []m{all[len(all)-1]} // a phone sends what stands when it has the network
		if len(all) > 2 {
			ballots = []m{all[len(all)/2], all[len(all)-1], all[len(all)-1], all[0]}
		}
		slots <- struct{}{}
		yurts++
		yurt := fmt.Sprintf("10.0.0.%d", yurts%8)
		wg.Go(func() {
			defer func() { <-slots }()
			voter := newID()
			for _, body := range ballots {
				if status, answer := h.voteFrom(t, yurt, b.Code, voter, body); status != 200 {
					t.Errorf("%d %s", status, answer)
				}
			}
		})
	}
	wg.Wait()
	h.checkPolis(t, round, want, ids)
	last := 0
	all := told[events.MarksCast](t, h)
	for _, e := range all {
		if e.Version != last+1 {
			t.Errorf("version %d after %d", e.Version, last)
		}
		last = e.Version
	}
	if e := all[len(all)-1]; e.Voters != len(phones) || len(e.Totals) != len(want) {
		t.Errorf("the last totals have %d voters of %d and %d statements", e.Voters, len(phones), len(e.Totals))
	}
}

func TestABallotOnPhones(t *testing.T) {
	h := newHouse(t)
	a, b := h.line(1, "бір"), h.line(2, "екі")
	h.send(t, h.tablet, a, b)
	round, ids := newID(), []string{b["id"].(string), a["id"].(string)}
	path := h.path("/rounds/" + round + "/ballot")
	request := m{"session_id": h.session, "kind": "dots", "dots": 2, "title": m{"kk": "Таңдаңыз"}, "suggestion_ids": ids}
	var opened, again ballot
	h.Call(t, 201, "POST", path, h.tablet, request, &opened)
	h.Call(t, 201, "POST", path, h.tablet, request, &again) // the answer was lost
	if opened != again || !opened.Open || len(opened.Code) != 9 || opened.URL != "http://shanyraq.test/b/"+opened.Code {
		t.Fatalf("opened %+v, again %+v", opened, again)
	}
	h.Problem(t, 409, "ballot_open", "POST", path, h.tablet, m{"session_id": h.session, "kind": "dots", "dots": 3, "suggestion_ids": ids})
	h.Problem(t, 422, "invalid_request", "POST", path, h.tablet, m{"session_id": h.session, "kind": "rank", "suggestion_ids": []string{newID()}})
	h.Problem(t, 422, "invalid_request", "POST", path, h.tablet, m{"session_id": h.session, "kind": "dots", "suggestion_ids": ids})

	typed := strings.ToLower(strings.ReplaceAll(opened.Code, "-", ""))
	var shown struct {
		Kind  string
		Dots  int
		Open  bool
		Title events.Text
		Items []struct {
			ID, Text string
			Number   int
		}
	}
	h.Call(t, 200, "GET", "/api/facilitation/ballots/"+typed, "", nil, &shown)
	if !shown.Open || shown.Dots != 2 || shown.Title.KK != "Таңдаңыз" || len(shown.Items) != 2 || shown.Items[0].Text != "екі" || shown.Items[1].Number != 1 {
		t.Errorf("shown: %+v", shown)
	}
	h.Problem(t, 404, "ballot_not_found", "GET", "/api/facilitation/ballots/0000-0000", "", nil)

	vote := "/api/facilitation/ballots/" + opened.Code + "/voters/" + newID()
	choose := func(counter int, values ...int) m {
		marks := []m{}
		for i, v := range values {
			marks = append(marks, m{"suggestion_id": ids[i], "value": v})
		}
		return m{"counter": counter, "marks": marks}
	}
	var counts struct {
		Counter int
		Marks   []m
	}
	h.Call(t, 200, "PUT", vote, "", choose(1, 1, 1), &counts)
	h.Call(t, 200, "PUT", vote, "", choose(3, 1), &counts)
	h.Call(t, 200, "PUT", vote, "", choose(2, 0, 1), &counts) // overtaken on its way
	if counts.Counter != 3 || len(counts.Marks) != 1 {
		t.Errorf("what counts: %+v", counts)
	}
	h.Problem(t, 409, "newer_version", "PUT", vote, "", choose(3, 0, 1))
	h.Problem(t, 422, "one_dot_each", "PUT", vote, "", choose(4, 2))
	h.Problem(t, 422, "invalid_request", "PUT", vote, "", m{"counter": 4, "marks": []m{{"suggestion_id": newID(), "value": 1}}})

	stranger := h.tabletToken(t, h.forum, newID(), newID())
	h.Problem(t, 403, "session_of_other_tablet", "POST", path+"/close", stranger, nil)
	var page struct{ Items []ballot }
	for range 2 {
		h.Call(t, 200, "POST", path+"/close", h.tablet, nil, &page)
		if len(page.Items) != 1 || page.Items[0].Open || page.Items[0].Version != 2 {
			t.Errorf("closed: %+v", page)
		}
	}
	h.Problem(t, 409, "ballot_closed", "PUT", vote, "", choose(4, 1))
	h.Call(t, 200, "PUT", vote, "", choose(3, 1), nil) // the answer to the last one was lost
	if got := h.tally(t, round); len(got.Items) != 1 || got.Items[0].Dots != 1 || got.Voters != 1 {
		t.Errorf("tally: %+v", got)
	}
	if closed := told[events.BallotClosed](t, h); len(closed) != 1 || closed[0].Voters != 1 || closed[0].State != "closed" {
		t.Errorf("told: %+v", closed)
	}

	// A second vote replaces the first.
	request["dots"], request["stacking"] = 3, true
	h.Call(t, 201, "POST", path, h.tablet, request, &again)
	vote = strings.Replace(vote, opened.Code, again.Code, 1)
	h.Problem(t, 422, "too_many_dots", "PUT", vote, "", choose(1, 2, 2))
	h.Call(t, 200, "PUT", vote, "", choose(1, 0, 3), nil)
	if got := h.tally(t, round); len(got.Items) != 1 || got.Items[0].SuggestionID != ids[1] || got.Items[0].Dots != 3 {
		t.Errorf("second vote: %+v", got)
	}
	h.Call(t, 200, "GET", path+"s", h.tablet, nil, &page)
	if len(page.Items) != 2 || !page.Items[1].Open {
		t.Errorf("ballots: %+v", page)
	}
}

func TestPhonesAreSlowedDown(t *testing.T) {
	h := newHouse(t)
	vote := "/api/facilitation/ballots/0000-0000/voters/" + newID()
	for i := range 40 {
		status, body := h.Do(t, "PUT", vote, "", m{"counter": i, "marks": []m{}})
		if status == 429 {
			var p struct{ Code, Detail string }
			if err := json.Unmarshal(body, &p); err != nil || p.Code != "too_many_tries" || strings.Contains(p.Detail, "{") {
				t.Errorf("%s", body)
			}
			return
		}
	}
	t.Error("forty ballots of one phone at once were taken")
}
