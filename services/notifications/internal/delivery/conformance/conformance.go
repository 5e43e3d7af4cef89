// Package conformance is the suite that every channel passes: real rows in a real
// PostgreSQL, real dispatchers, and the channel's own server behind it.
package conformance

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Answer is what the other end says to an attempt.
type Answer int

// The answers.
const (
	Take  Answer = iota // taken over
	Later               // not now
	Never               // never to this recipient
	Lost                // taken over, and the answer gets lost
)

// Script is how the other end behaves, attempt by attempt. The test of a channel
// asks it what to answer.
type Script struct {
	mu      sync.Mutex
	answers map[string][]Answer
	held    map[string]chan struct{}
	asked   map[string]int
}

// Next is the answer to this attempt to reach the address; it may take its time.
func (s *Script) Next(address string) Answer {
	s.mu.Lock()
	s.asked[address]++
	answer := Take
	if left := s.answers[address]; len(left) > 0 {
		answer, s.answers[address] = left[0], left[1:]
	}
	held := s.held[address]
	delete(s.held, address) // the next attempt finds it answering
	s.mu.Unlock()
	if held != nil {
		<-held
	}
	return answer
}

func (s *Script) plan(address string, answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[address] = answers
}

// hold makes the next attempt wait until it is released.
func (s *Script) hold(t testing.TB, address string) (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := make(chan struct{})
	s.held[address] = held
	release = sync.OnceFunc(func() { close(held) })
	t.Cleanup(release)
	return release
}

func (s *Script) attempts(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[address]
}

// Taken is a message that the other end has taken over.
type Taken struct {
	Address string
	ID      string // by which the other end tells one sent again; "" = it cannot
}

// Subject is a channel with its other end.
type Subject struct {
	// Open makes the channel as another process would.
	Open func() channel.Channel
	// Nowhere is the channel with the other end away.
	Nowhere func() channel.Channel
	// Address is a good one of somebody of that name.
	Address func(name string) string
	// Taken are the messages that the other end has, in order.
	Taken func() []Taken
	// Mute: the other end cannot refuse, as a folder cannot.
	Mute bool
}

// Run runs the suite. start begins anew for each test, with an other end that does
// as the script says.
func Run(t *testing.T, start func(t *testing.T, script *Script) Subject) {
	for _, one := range []struct {
		name   string
		speaks bool // the other end has to be able to refuse
		test   func(t *testing.T, k *kit)
	}{
		{"every message is sent once", false, sentOnce},
		{"several workers in several processes never send twice", false, severalProcesses},
		{"what may not be sent is not sent", false, unfit},
		{"a worker that died is replaced", false, dead},
		{"a channel that is away costs no attempts", false, away},
		{"what is refused for now is tried again, later and later", true, later},
		{"what is refused for now is given up at last", true, givenUp},
		{"what is refused for good is recorded", true, never},
		{"an answer that got lost is asked for again", true, lost},
		{"a slow recipient holds up no other", true, slow},
		{"the record of an overtaken attempt does not count", true, overtaken},
		{"an attempt that nobody has overtaken counts, however late", true, late},
	} {
		t.Run(one.name, func(t *testing.T) {
			script := &Script{answers: map[string][]Answer{}, held: map[string]chan struct{}{}, asked: map[string]int{}}
			s := start(t, script)
			if one.speaks && s.Mute {
				t.Skip("the other end of this channel cannot refuse")
			}
			one.test(t, newKit(t, s, script))
		})
	}
}

// migrations are the service's, seen from where a channel's tests run.
func migrations(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(dir, "migrations")); err != nil {
		t.Fatal("the tests of a channel run in services/notifications/internal/channel/<channel>: ", err)
	}
	return dir
}

// takenOf counts what the other end has of an address.
func takenOf(all []Taken, address string) int {
	return len(slices.DeleteFunc(slices.Clone(all), func(one Taken) bool { return one.Address != address }))
}
