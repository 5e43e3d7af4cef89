package notifications_test

import (
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/notifications"
)

// BenchmarkReceipts is the evening after a big forum: 11,200 receipts to 3,100
// people into the mail folder, from the moment the events are in the stream.
func BenchmarkReceipts(b *testing.B) {
	const people, suggestions = 3_100, 11_200
	for b.Loop() {
		b.StopTimer()
		s := newStage(b, notifications.Config{})
		s.say(s.forumDescribed())
		crowd := make([]person, people)
		var known []bus.Event
		for i := range crowd {
			crowd[i] = newPerson()
			known = append(known, s.registered(crowd[i], "kk"), s.consent(crowd[i], "processing", 2, true), s.consent(crowd[i], "notifications", 3, true))
		}
		s.say(known...)
		for _, p := range crowd {
			s.putContact(p)
		}
		s.stop()
		var captured []bus.Event
		for i := range suggestions {
			captured = append(captured, events.SuggestionCaptured{Suggestion: s.suggestion(crowd[i%people].id)})
		}
		s.say(captured...)
		b.StartTimer()
		began, look := time.Now(), time.NewTicker(250*time.Millisecond)
		s.start()
		var composed time.Duration
		for {
			n := s.counts()
			if composed == 0 && n["total"] == suggestions && n["waiting"] == 0 {
				composed = time.Since(began)
			}
			if n["sent"] == suggestions {
				break
			}
			if time.Since(began) > 5*time.Minute {
				b.Fatalf("not done: %v", n)
			}
			<-look.C
		}
		took := time.Since(began)
		look.Stop()
		b.ReportMetric(suggestions/took.Seconds(), "sent/s")
		b.ReportMetric(composed.Seconds(), "composed-s")
		b.ReportMetric(took.Seconds(), "sent-s")
		s.stop()
	}
}
