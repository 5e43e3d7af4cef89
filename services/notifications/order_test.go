package notifications_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
)

// TestTheOrderOfArrivalDoesNotMatter: the same facts in any order give the same
// letters, word for word. Events of different streams overtake each other all
// the time; here even those of one stream do.
func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	s := newStage(t, notifications.Config{Patience: time.Hour})
	want := strings.Join(s.play(t, false, func(steps []func()) []func() { return steps }), "\n\n")
	if strings.Count(want, "Subject:") != 9 {
		t.Fatalf("in order there are these letters:\n%s", want)
	}
	for i := range 12 {
		seed := rand.Uint64()
		// Every other time each step is taken up before the next one is made;
		// else they race.
		got := strings.Join(s.play(t, i%2 == 0, func(steps []func()) []func() {
			rand.New(rand.NewPCG(seed, 0)).Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			return steps
		}), "\n\n")
		if got != want {
			t.Fatalf("in the order of seed %d:\n%s\n\nwant:\n%s", seed, got, want)
		}
	}
}

// play plays a forum of its own with its steps in some order and returns its
// letters, sorted.
func (s *stage) play(t *testing.T, slowly bool, order func([]func()) []func()) []string {
	s.forum, s.number = newID(), 0
	s.bearer = s.Token(t, newID(), s.forum, "organiser")
	one, two := newPerson(), newPerson()
	theme, session, body := newID(), newID(), newID()
	a, b, c := s.suggestion(one.id), s.suggestion(one.id), s.suggestion(two.id)
	day := time.Date(2020, 11, 16, 5, 32, 0, 0, time.UTC)
	all := events.List[string]{a.SuggestionID, b.SuggestionID, c.SuggestionID}
	for _, x := range []*events.Suggestion{&a, &b, &c} {
		x.ThemeID, x.SessionID, x.ReceivedAt = theme, session, day
	}
	decision := events.DecisionRecorded{ForumID: s.forum, DecisionID: newID(), Version: 1, Number: 3, Outcome: "adopted", Text: text("Decision"), SuggestionIDs: all, RecordedAt: day}
	measure := events.Measure{ForumID: s.forum, MeasureID: newID(), Version: 2, Number: 4, DecisionID: decision.DecisionID, Text: text("Measure"), LeadBodyID: body, SuggestionIDs: all}
	told := []bus.Event{
		s.forumDescribed(),
		events.ThemeDescribed{ForumID: s.forum, ThemeID: theme, Version: 2, Title: text("Theme")},
		events.SessionScheduled{ForumID: s.forum, SessionID: session, Version: 1, Title: text("Session"), Yurt: 3},
		events.OrganisationRegistered{OrganisationID: body, Version: 1, Names: events.List[events.OrganisationName]{{Name: text("Body")}}},
		s.registered(one, "ru"), s.consent(one, "processing", 2, true), s.consent(one, "notifications", 3, true),
		s.registered(two, "kk"), s.consent(two, "processing", 2, true), s.consent(two, "notifications", 3, true),
		events.SuggestionCaptured{Suggestion: a}, events.SuggestionCaptured{Suggestion: b}, events.SuggestionCaptured{Suggestion: c},
		events.ProposalMerged{Proposal: events.Proposal{ForumID: s.forum, ProposalID: newID(), Number: 1, SuggestionIDs: all}, MovedSuggestionIDs: all[1:]},
		decision,
		events.MeasurePlanned{Measure: measure},
	}
	var steps []func()
	for _, e := range told {
		steps = append(steps, func() { s.say(e) })
	}
	steps = append(steps, func() { s.putContact(one) }, func() { s.putContact(two) })

	heard := s.rows(`SELECT count(*) FROM notifications.inbox`)
	for _, step := range order(steps) {
		said := s.said
		step()
		if heard += s.said - said; slowly {
			s.heard(heard)
		}
	}
	testkit.Eventually(t, "nine letters sent", func() bool { return s.counts()["sent"] == 9 })
	if n := s.counts()["total"]; n != 9 {
		t.Errorf("%d messages", n)
	}
	var letters []string
	for _, m := range s.messages("") {
		body := s.message(m.ID)
		letters = append(letters, fmt.Sprintf("%s to %t, Subject: %s\n%s", m.Kind, m.ParticipantID == one.id, m.Subject, body.Body.Text))
	}
	slices.Sort(letters)
	return letters
}

// TestALetterDoesNotWaitForEverForNames: a forum that nobody describes must not
// keep a person waiting.
func TestALetterDoesNotWaitForEverForNames(t *testing.T) {
	s := newStage(t, notifications.Config{Patience: 200 * time.Millisecond})
	p := s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1})
	// A decision over a suggestion that never arrives is told to the others.
	known := s.messages("")[0].SuggestionIDs[0]
	s.say(events.DecisionRecorded{ForumID: s.forum, DecisionID: newID(), Version: 1, Number: 1, Outcome: "adopted", SuggestionIDs: events.List[string]{newID(), known}})
	s.settle(map[string]int{"sent": 2})
}
