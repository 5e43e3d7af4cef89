package facilitation_test

import (
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// TestABadRequestFailsAlone: the others that share its transaction are stored.
func TestABadRequestFailsAlone(t *testing.T) {
	h := newHouse(t)
	counter := h.holdCounter(t)
	counter.db.MustExec(`
		CREATE FUNCTION refuse_salt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.text = 'тұз' THEN RAISE 'no salt'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER refuse_salt BEFORE INSERT ON suggestions FOR EACH ROW EXECUTE FUNCTION refuse_salt()`)

	var answered, sent sync.WaitGroup
	say := func(n int, text string, stored bool) {
		answered.Go(func() {
			got, err := post(counter.client(&sent), h.URL+h.path("/suggestions"), h.secretary, []m{h.line(n, text)})
			if stored != (err == nil && got[0].Outcome == "stored") {
				t.Errorf("%s: %+v, %v", text, got, err)
			}
		})
	}
	sent.Add(1)
	say(2, "су", true)
	counter.wanted(t, 1) // by this one; those that come now wait for it and go together
	sent.Add(16)
	for n := range 16 {
		if n%8 == 4 {
			say(3+n, "тұз", false)
		} else {
			say(3+n, "нан", true)
		}
	}
	sent.Wait()
	counter.release(t)
	answered.Wait()
	for i, s := range h.list(t, "") {
		if s.Number != int64(i+1) {
			t.Errorf("number %d at place %d", s.Number, i+1)
		}
	}
}

// TestAnErasureThatOvertakesACapture: who was not erased when it was looked up,
// and is when it comes to storing, is not stored.
func TestAnErasureThatOvertakesACapture(t *testing.T) {
	h := newHouse(t)
	counter, author := h.holdCounter(t), newID()
	testkit.Publish(t, h.House, events.ParticipantErased{ForumID: h.forum, ParticipantID: author, Version: 2, ErasedAt: time.Now()})
	counter.wanted(t, 1) // by the erasure
	l := h.line(2, "Жол", m{"author_id": author, "typed_by": author})
	done := make(chan receipt)
	go func() { done <- h.send(t, h.secretary, l)[0] }()
	counter.wanted(t, 2)
	counter.release(t)
	if r := <-done; r.Outcome != "stored" || r.Number != 2 {
		t.Errorf("%+v", r)
	}
	if got := h.get(t, l["id"]); got.AuthorID != "" {
		t.Errorf("the erased author came back: %+v", got)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool { return e.SuggestionID == l["id"] })
	if e.AuthorID != "" {
		t.Errorf("the erased author was published: %+v", e)
	}
}

// heldCounter keeps everybody else from a forum's counter.
type heldCounter struct {
	db *sqlx.DB
	tx *sqlx.Tx
}

func (h *house) holdCounter(t *testing.T) *heldCounter {
	t.Helper()
	h.send(t, h.secretary, h.line(1, "бірінші")) // there is a counter from now on
	db, err := database.Open(t.Context(), h.DatabaseURL, "facilitation")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := &heldCounter{db: db, tx: db.MustBegin()}
	t.Cleanup(func() { _ = c.tx.Rollback() })
	c.tx.MustExec(`SELECT FROM counters WHERE forum_id = $1 FOR UPDATE`, h.forum)
	return c
}

// wanted waits until so many wait for the counter.
func (c *heldCounter) wanted(t *testing.T, by int) {
	t.Helper()
	testkit.Eventually(t, "the counter to be waited for", func() bool {
		var waiting int
		err := c.db.Get(&waiting, `SELECT count(*) FROM pg_locks WHERE NOT granted`)
		return err == nil && waiting == by
	})
}

func (c *heldCounter) release(t *testing.T) {
	t.Helper()
	if err := c.tx.Rollback(); err != nil {
		t.Error(err)
	}
}

// client tells when its request is sent.
func (c *heldCounter) client(sent *sync.WaitGroup) *http.Client {
	return &http.Client{Transport: traced(sent.Done)}
}

type traced func()

func (sent traced) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent() }})
	return http.DefaultTransport.RoundTrip(r.WithContext(ctx))
}
