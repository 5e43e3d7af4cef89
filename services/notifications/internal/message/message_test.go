package message

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// TestWhatBecomesOfAMessage: of one that waits and of one that is queued for letters.
func TestWhatBecomesOfAMessage(t *testing.T) {
	for _, c := range []struct {
		name             string
		queued           bool
		standing         contact.Standing
		channel          string
		changed, compose bool
		state            State
	}{
		{"it waits on", false, contact.Wait, "", false, false, Waiting},
		{"its time has come", false, contact.Go, "email", false, true, Waiting},
		{"it is stopped", false, contact.Stop, "", true, false, Stopped},
		{"it stays queued", true, contact.Go, "email", false, false, Queued},
		{"another channel was chosen", true, contact.Go, "pigeon", true, true, Waiting},
		{"it is taken back", true, contact.Wait, "", true, false, Waiting},
		{"it is stopped in the queue", true, contact.Stop, "email", true, false, Stopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := New(chain.Fact{ID: uuid.New(), Kind: chain.Receipt}, uuid.New(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.queued {
				m.Queue(letter.Letter{Language: "kk"}, "email", time.Now(), false)
			}
			before := m.version
			changed, compose := m.Judge(c.standing, c.channel)
			if changed != c.changed || compose != c.compose || m.state != c.state || (m.version > before) != c.changed {
				t.Errorf("changed %v, to be composed %v, %s, version %d after %d", changed, compose, m.state, m.version, before)
			}
			if m.state != Queued && m.letter != nil {
				t.Error("it has words and is not queued")
			}
		})
	}
}
