package token

import (
	"context"
	"sync"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// longestLife is how long a withdrawal is remembered: no token lives longer.
const longestLife = 24 * time.Hour

// withdrawals remembers until when the tokens of a subject must not have been
// issued, and who relies on one at this moment.
type withdrawals struct {
	mu      sync.Mutex
	ended   map[string]time.Time
	relying map[string]map[*context.CancelFunc]bool
}

// Withdraw ends the tokens that the subject, or the sign-in, got until then, before they expire
// by themselves: their bearer must ask for a new one and gets what it may do
// now. What relies on them (see Caller.While) ends. This process forgets it when
// it ends; expiry is what holds without it.
func (v *Verifier) Withdraw(subject string, at time.Time) {
	w := &v.withdrawn
	w.mu.Lock()
	defer w.mu.Unlock()
	for s, t := range w.ended {
		if time.Since(t) > longestLife {
			delete(w.ended, s)
		}
	}
	if at.After(w.ended[subject]) {
		w.ended[subject] = at
	}
	for cancel := range w.relying[subject] {
		(*cancel)()
	}
}

// check returns the problem token_expired for staff whose token was withdrawn.
// The services that admit tablets know which are revoked, and in which forum: a
// tablet that is revoked in one goes on in another.
func (w *withdrawals) check(c Caller) error {
	if c.Kind != "staff" {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.has(c) {
		return problem.Unauthenticated("token_expired")
	}
	return nil
}

func (w *withdrawals) has(c Caller) bool {
	for _, of := range c.withdrawnBy() {
		if at, ok := w.ended[of]; ok && !c.issued.After(at) {
			return true
		}
	}
	return false
}

// withdrawnBy is whose withdrawal ends the token.
func (c Caller) withdrawnBy() []string {
	if c.SignIn == "" {
		return []string{c.Subject}
	}
	return []string{c.Subject, c.SignIn}
}

// While returns a context that ends with the caller's token: when it expires, or
// when it is withdrawn. Call cancel when done.
func (c Caller) While(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithDeadline(ctx, c.Expires)
	if c.verifier == nil {
		return ctx, cancel
	}
	w := &c.verifier.withdrawn
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.has(c) {
		cancel()
	}
	for _, of := range c.withdrawnBy() {
		if w.relying[of] == nil {
			w.relying[of] = map[*context.CancelFunc]bool{}
		}
		w.relying[of][&cancel] = true
	}
	return ctx, func() {
		cancel()
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, of := range c.withdrawnBy() {
			delete(w.relying[of], &cancel)
			if len(w.relying[of]) == 0 {
				delete(w.relying, of)
			}
		}
	}
}
