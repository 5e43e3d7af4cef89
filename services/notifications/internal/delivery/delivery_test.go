package delivery

import (
	"errors"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

func TestWhatBecomesOfAnAttempt(t *testing.T) {
	p := Policy{Attempts: 3, First: 10 * time.Second, Most: time.Minute}
	for _, c := range []struct {
		name     string
		err      error
		attempts int
		state    message.State
		spent    bool
		from, to time.Duration // pause
	}{
		{"taken", nil, 1, message.Sent, true, 0, 0},
		{"taken at the last attempt", nil, 3, message.Sent, true, 0, 0},
		{"not now", &channel.Refusal{Blame: channel.Later}, 1, message.Queued, true, 7 * time.Second, 10*time.Second + 1},
		{"not now either", &channel.Refusal{Blame: channel.Later}, 2, message.Queued, true, 15 * time.Second, 20*time.Second + 1},
		{"given up", &channel.Refusal{Blame: channel.Later}, 3, message.Failed, true, 0, 0},
		{"never", &channel.Refusal{Blame: channel.Never}, 1, message.Undeliverable, true, 0, 0},
		{"away", &channel.Refusal{Blame: channel.Away}, 1, message.Queued, false, 7 * time.Second, 10*time.Second + 1},
		{"away at the last attempt", &channel.Refusal{Blame: channel.Away}, 3, message.Queued, false, 30 * time.Second, 40*time.Second + 1},
		{"silence", errors.New("EOF"), 1, message.Queued, true, 7 * time.Second, 10*time.Second + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := p.judge(attempt{Count: c.attempts}, "250", c.err)
			if got.state != c.state || got.spent != c.spent || got.pause < c.from || got.pause > c.to || (got.evidence == "250") != (c.err == nil) {
				t.Errorf("state %s, spent %v, pause %s; want %s, %v, %s to %s", got.state, got.spent, got.pause, c.state, c.spent, c.from, c.to)
			}
		})
	}
	if got := p.pause(50); got > p.Most+1 || got < p.Most*3/4 {
		t.Errorf("the fiftieth pause is %s, the longest should be %s", got, p.Most)
	}
}

// What was allowed and not used is not lost, and no more is allowed than is wanted.
func TestTheRateCountsWhatIsSent(t *testing.T) {
	a := newAllowance(2) // a second
	for range 5 {        // there is nothing to send
		if n := a.upTo(t.Context(), 4); n != 2 {
			t.Fatalf("%d allowed of a burst of 2", n)
		}
	}
	a.use(2)
	before := time.Now()
	if n := a.upTo(t.Context(), 4); n != 1 || time.Since(before) < 300*time.Millisecond {
		t.Errorf("%d allowed after %s, want the next one after half a second", n, time.Since(before))
	}
	if n := newAllowance(0).upTo(t.Context(), 64); n != 64 {
		t.Errorf("%d allowed where there is no limit", n)
	}
}
