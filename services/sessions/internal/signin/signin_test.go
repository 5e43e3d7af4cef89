package signin

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/password"
)

// A crowd with wrong passwords that comes at once has no more of them looked at
// than one after the other would: five of a place, and those few that are looked at
// whatever failed before. Looking costs a processor, which the honest need.
func TestACrowdAtOnceIsSlowedDown(t *testing.T) {
	const right = "құпия сөз айтылмайды"
	stored, err := password.Hash(t.Context(), right)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDesk(nil, nil, nil, nil, nil, "", false, OIDC{})
	a := account.Account{ID: "a", Stored: stored}
	// Nobody's password can be looked at now: who would have it looked at, waits.
	for range cap(password.Slots) {
		password.Slots <- struct{}{}
	}
	freed := sync.OnceFunc(func() {
		for range cap(password.Slots) {
			<-password.Slots
		}
	})
	defer freed()
	const crowd = 64
	refused := make(chan error, crowd)
	var all sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range crowd {
		all.Go(func() {
			_, err := d.prove(ctx, a, "asel", "192.0.2.1", "wrong")
			refused <- err
		})
	}
	for range crowd / 2 {
		select {
		case err := <-refused:
			if err == nil {
				t.Fatal("a wrong password passed")
			}
		case <-ctx.Done():
			t.Fatal("more wrong passwords wait to be looked at than may be")
		}
	}
	freed()
	all.Wait()
	if _, err := d.prove(t.Context(), a, "asel", "192.0.2.2", right); err != nil {
		t.Errorf("the owner from elsewhere: %v", err)
	}
	// Whoever is right takes nothing: far more often than wrong ones may be tried.
	for range 60 {
		if _, err := d.prove(t.Context(), a, "asel", "192.0.2.2", right); err != nil {
			t.Fatalf("the owner, again: %v", err)
		}
	}
}
