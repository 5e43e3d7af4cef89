package facilitation_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/facilitation"
)

func TestCapturedWordsAreKeptExactly(t *testing.T) {
	h := newHouse(t)
	texts := []string{
		"  Жол  жөндеу керек \n", "Мәселе: 👩‍👩‍👧 🚌!!!", "Сiздiң ұсыныс", `"кавычки" \ {фигурные} ,NULL`, strings.Repeat("ұ", 2000), "<b>&amp;</b>\u2028", "NULL", "{}",
	}
	for i, text := range texts {
		l := h.line(i+1, text)
		r := h.send(t, h.tablet, l)[0]
		if r.Outcome != "stored" || r.Number != int64(i+1) {
			t.Fatalf("text %d: %+v", i, r)
		}
		if got := h.get(t, l["id"]); got.Text != text || got.OriginalText != text || len(got.Wordings) != 1 || got.Wordings[0].Text != text {
			t.Errorf("text %d changed: %+v", i, got)
		}
		e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool { return e.SuggestionID == l["id"] })
		if e.Text != text || e.Number != r.Number || e.Receipt != r.Receipt || !e.ReceivedAt.Equal(r.ReceivedAt) || e.Version != 1 || e.Source != "session" {
			t.Errorf("event of text %d: %+v", i, e)
		}
	}
}

func TestSendingAgainIsHarmless(t *testing.T) {
	h := newHouse(t)
	a, b := h.line(1, "бір"), h.line(2, "екі", m{"author_id": newID(), "round_id": newID(), "typed_by": newID(), "typed_at": "2026-05-28T09:41:12.345678901+05:00"})
	first := h.send(t, h.tablet, a, b)
	again := h.send(t, h.tablet, b, a, b)
	for i, want := range []receipt{first[1], first[0], first[1]} {
		got := again[i]
		if got.Outcome != "already_stored" || got.Number != want.Number || got.Receipt != want.Receipt || !got.ReceivedAt.Equal(want.ReceivedAt) {
			t.Errorf("sent again: %+v, first %+v", got, want)
		}
	}
	// The clock of the tablet is no content; words are.
	b["typed_at"] = "2027-01-01T00:00:00Z"
	if r := h.send(t, h.tablet, b)[0]; r.Outcome != "already_stored" {
		t.Errorf("another clock: %+v", r)
	}
	for field, value := range (m{"text": "екi", "language": "kk", "session_id": newID(), "theme_id": newID(), "round_id": newID(), "device_counter": 9, "device_id": newID()}) {
		changed := h.line(2, "екі", b, m{field: value})
		r := h.send(t, h.tablet, changed)[0]
		if r.Outcome != "conflict" || r.Problem.Code != "same_id_other_content" || r.Number != first[1].Number || r.Problem.Detail == "" {
			t.Errorf("other %s: %+v", field, r)
		}
	}
	if got := h.list(t, ""); len(got) != 2 {
		t.Errorf("%d are stored, want 2", len(got))
	}
}

func TestOneIDTwiceInOneRequest(t *testing.T) {
	h := newHouse(t)
	a, blank := h.line(1, "бір"), h.line(3, " \u200b\u00ad\u202e\ufe0f\u2800\u3164\U000e0041\n")
	r := h.send(t, h.tablet, a, a, h.line(2, "басқа", m{"id": a["id"]}), blank, h.line(4, "төрт"))
	var outcomes []string
	for _, x := range r {
		outcomes = append(outcomes, fmt.Sprint(x.Outcome, " ", x.Number))
	}
	want := []string{"stored 1", "already_stored 1", "conflict 1", "refused 0", "stored 2"}
	if !slices.Equal(outcomes, want) || r[3].Problem.Code != "text_empty" {
		t.Errorf("outcomes %v, want %v; %+v", outcomes, want, r[3])
	}
	// The same again, on the way that looks closely.
	if r := h.send(t, h.tablet, a, blank, h.line(5, "бес")); r[0].Outcome != "already_stored" || r[1].Outcome != "refused" || r[2].Number != 3 {
		t.Errorf("again: %+v", r)
	}
}

func TestIDOfAnotherForum(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "бір")
	h.send(t, h.tablet, l)
	other := *h
	other.forum = newID()
	tablet := h.tabletToken(t, other.forum, h.session, h.device)
	for range 2 { // first carefully, then in hope
		r := other.send(t, tablet, other.line(2, "екі"), l)
		if r[0].Outcome != "stored" || r[1].Outcome != "conflict" || r[1].Receipt != "" || r[1].Number != 0 {
			t.Errorf("an id of another forum: %+v", r)
		}
	}
}

// TestExactlyOnceWhenAnswersAreLost lets many tablets send the same lines, in
// batches of their own choosing, to two replicas, over a network that loses
// answers after the server has committed.
func TestExactlyOnceWhenAnswersAreLost(t *testing.T) {
	h := newHouse(t)
	replica := newReplica(t, h)
	const lines, tablets = 120, 16
	all := make([]m, lines)
	for i := range all {
		all[i] = h.line(i+1, fmt.Sprintf("ұсыныс %d", i))
	}
	var (
		mu       sync.Mutex
		receipts = map[string]receipt{}
		wg       sync.WaitGroup
	)
	client := &http.Client{Transport: &lossy{}}
	for w := range tablets {
		wg.Go(func() {
			url := []string{h.URL, replica.URL}[w%2]
			queue := slices.Clone(all)
			rand.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
			for len(queue) > 0 {
				n := min(len(queue), 1+rand.IntN(8))
				got, err := post(client, url+h.path("/suggestions"), h.tablet, queue[:n])
				if errors.Is(err, errLost) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				queue = queue[n:]
				mu.Lock()
				for _, r := range got {
					before, known := receipts[r.ID]
					if r.Outcome != "stored" && r.Outcome != "already_stored" || known && (before.Number != r.Number || before.Receipt != r.Receipt) {
						t.Errorf("receipt %+v, before %+v", r, before)
					}
					receipts[r.ID] = r
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	stored := h.list(t, "")
	if len(stored) != lines || len(receipts) != lines {
		t.Fatalf("%d stored, %d receipts, want %d", len(stored), len(receipts), lines)
	}
	for i, s := range stored {
		if s.Number != int64(i+1) || receipts[s.ID].Receipt != s.Receipt {
			t.Errorf("number %d at place %d, receipt %s %s", s.Number, i+1, s.Receipt, receipts[s.ID].Receipt)
		}
	}
	seen := map[string]int{}
	for _, e := range published[events.SuggestionCaptured](t, h, lines) {
		seen[e.SuggestionID]++
	}
	if len(seen) != lines {
		t.Errorf("%d suggestions were published, want %d", len(seen), lines)
	}
}

// lossy loses a third of the answers.
type lossy struct{}

var errLost = errors.New("the answer was lost")

func (*lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && rand.IntN(3) == 0 {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return nil, errLost
	}
	return resp, err
}

// newReplica is a second facilitation service on the same database and NATS.
func newReplica(t *testing.T, h *house) *testkit.House {
	t.Helper()
	host := *h.Host
	host.Mux, host.Metrics = http.NewServeMux(), testkit.NewHouse(t).Metrics
	r := &testkit.House{Host: &host, Signer: h.Signer}
	s, err := facilitation.New(context.WithoutCancel(t.Context()), r.Host, facilitation.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r.Serve(t, s)
	return r
}

func TestReceiptsAreReadableAndDifferent(t *testing.T) {
	h := newHouse(t)
	seen := map[string]bool{}
	for i := range 5 {
		lines := make([]m, 200)
		for j := range lines {
			lines[j] = h.line(i*200+j+1, "бір")
		}
		for _, r := range h.send(t, h.tablet, lines...) {
			if len(r.Receipt) != 12 || r.Receipt[4] != '-' || r.Receipt[9] != '-' || strings.ContainsAny(r.Receipt, "ILOUilou") || seen[r.Receipt] {
				t.Fatalf("receipt %q", r.Receipt)
			}
			seen[r.Receipt] = true
		}
	}
}
