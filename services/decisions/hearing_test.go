package decisions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A wording that is told late does not come back over a newer one.
func TestAnOlderVersionIsNotFollowed(t *testing.T) {
	s := newScene(t)
	first := s.suggestion("ru", "сказано")
	third := first
	third.Version, third.Text = 3, "сказано яснее"
	second := first
	second.Version, second.Text = 2, "сказано иначе"
	heard := func(e bus.Event) proposalJSON {
		t.Helper()
		testkit.Publish(t, s.House, e)
		s.say("после") // one consumer hears both, in this order
		return s.all("")[0]
	}
	for _, e := range []bus.Event{
		events.SuggestionReworded{Suggestion: third}, events.SuggestionCaptured{Suggestion: first}, events.SuggestionReworded{Suggestion: second},
	} {
		if p := heard(e); p.Text.RU != third.Text || p.Version != 1 {
			t.Errorf("after %s: %+v", e.Name(), p)
		}
	}
}

// What is still under way when a person is erased arrives without the person.
func TestAnErasedAuthorIsForgotten(t *testing.T) {
	s := newScene(t)
	db := s.database()
	count := func(query string, args ...any) (n int) {
		t.Helper()
		if err := db.Get(&n, query, args...); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, after := s.suggestion("kk", "бұрын айтылған"), s.suggestion("kk", "кейін жеткен")
	after.AuthorID = before.AuthorID
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: before})
	of := func() int { return count(`SELECT count(*) FROM suggestions WHERE author_id = $1`, before.AuthorID) }
	testkit.Eventually(t, "the author is known", func() bool { return of() == 1 })
	testkit.Publish(t, s.House, events.ParticipantErased{ForumID: s.forum, ParticipantID: before.AuthorID, Version: 2, ErasedAt: before.ReceivedAt})
	testkit.Eventually(t, "the author is forgotten", func() bool { return of() == 0 })
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: after})
	testkit.Eventually(t, "what arrives later is there", func() bool { return len(s.all("")) == 2 })
	if of() != 0 {
		t.Error("what arrived later brought its author back")
	}
}

// Suggestions that are gathered in one batch cause each its own proposal: the
// request of its tablet can be followed from the line to the letter.
func TestEachProposalKeepsItsCause(t *testing.T) {
	s := newScene(t)
	var told []bus.Event
	var said []string
	for range 20 {
		e := s.suggestion("ru", "сразу")
		told, said = append(told, events.SuggestionCaptured{Suggestion: e}), append(said, e.SuggestionID)
	}
	caused := map[string]string{} // correlation → suggestion
	for i, event := range testkit.Publish(t, s.House, told...) {
		caused[event.String()] = said[i]
	}
	testkit.Eventually(t, "all stand as proposals", func() bool { return len(s.all("")) == len(said) })
	js, err := jetstream.New(s.NATS)
	if err != nil {
		t.Fatal(err)
	}
	gathered, err := js.OrderedConsumer(t.Context(), "decisions", jetstream.OrderedConsumerConfig{FilterSubjects: []string{bus.Everywhere(events.ProposalGathered{})}})
	if err != nil {
		t.Fatal(err)
	}
	for range said {
		m, err := gathered.Next(jetstream.FetchMaxWait(testkit.Patience))
		if err != nil {
			t.Fatal(err)
		}
		var e events.ProposalGathered
		if err := json.Unmarshal(m.Data(), &e); err != nil {
			t.Fatal(err)
		}
		correlation := m.Headers().Get("ce-correlationid")
		if want := []string{caused[correlation]}; !slices.Equal(e.SuggestionIDs, want) {
			t.Errorf("the proposal of %v goes back to what caused that of %v", e.SuggestionIDs, want)
		}
	}
}

// While somebody waits to take a merge back, its carrier is merged further: what
// comes back comes from where it stands then.
func TestUnmergingLooksAgain(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("первое", "второе", "третье")
	of := map[string]string{ps[0]: said[0], ps[1]: said[1], ps[2]: said[2]}
	slices.Sort(ps) // proposals are locked in the order of their ids
	carrier, absorbed, third := ps[0], ps[1], ps[2]
	s.post(200, "/proposals/"+absorbed+"/merge", s.secretary, object{"into": carrier}, nil)

	db := s.database()
	waiting := func(n int) func() bool {
		return func() bool {
			var got int
			err := db.Get(&got, `SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`)
			return err == nil && got == n
		}
	}
	tx := db.MustBegin()
	tx.MustExec(`SELECT FROM proposals WHERE id = $1 FOR UPDATE`, third)
	answers := make(chan int, 2)
	do := func(verb string, body object) {
		status, _ := s.Do(t, "POST", s.path("/proposals/%s", verb), s.secretary, body)
		answers <- status
	}
	go do(carrier+"/merge", object{"into": third}) // holds the carrier and waits for the third
	testkit.Eventually(t, "the merge waits", waiting(1))
	go do(absorbed+"/unmerge", nil) // has seen the carrier and waits for it
	testkit.Eventually(t, "the unmerge waits", waiting(2))
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if status := <-answers; status != 200 {
			t.Errorf("status %d", status)
		}
	}
	for p, want := range map[string][]string{carrier: {}, absorbed: {of[absorbed]}, third: {of[carrier], of[third]}} {
		got := s.proposal(p).carried()
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s carries %v, want %v", p, got, want)
		}
	}
}
