package notifications_test

import (
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/notifications"
)

// Consents, contacts and erasures change while letters to the same people are
// composed and delivered, and no transaction waits in a circle.
func TestNobodyWaitsInACircle(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	crowd := make([]person, 200)
	var known []bus.Event
	for i := range crowd {
		crowd[i] = newPerson()
		known = append(known, s.registered(crowd[i], "kk"), s.consent(crowd[i], "processing", 2, true), s.consent(crowd[i], "notifications", 3, true))
	}
	s.say(known...)
	before := s.rows(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)
	const rounds = 10
	var wg sync.WaitGroup
	defer wg.Wait()
	for desk := range 4 {
		wg.Go(func() {
			for range rounds {
				for i := desk; i < len(crowd)/2; i += 3 { // desks overlap
					s.putContact(crowd[i])
				}
			}
		})
	}
	for round := range rounds {
		var told []bus.Event
		for i, p := range crowd {
			told = append(told, events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
			if (i+round)%3 == 0 {
				told = append(told, s.consent(p, "notifications", 4+round, round%2 == 0))
			}
			if i == len(crowd)/2+round {
				told = append(told, events.ParticipantErased{ForumID: s.forum, ParticipantID: p.id, Version: 100})
			}
		}
		s.say(told...)
	}
	wg.Wait()
	s.quiet()
	s.stop() // what it counted is told when it ends
	if n := s.rows(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); n != before {
		t.Errorf("%d deadlocks", n-before)
	}
}
