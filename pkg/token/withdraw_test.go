package token

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

func TestAWithdrawnTokenHoldsNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := signer(t, 1)
		v := NewVerifier(s.PublicKey())
		issue := func(subject, kind string) string {
			signed, err := s.Sign(Caller{Subject: subject, Kind: kind, Expires: time.Now().Add(time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
			return signed
		}
		relies := func(signed string) context.Context {
			c, err := v.Verify(signed)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := c.While(t.Context())
			t.Cleanup(cancel)
			return ctx
		}
		old, tablet := issue("a", "staff"), issue("t", "tablet")
		oldWork, otherWork, tabletWork := relies(old), relies(issue("b", "staff")), relies(tablet)
		<-time.After(time.Millisecond)
		v.Withdraw("a", time.Now())
		v.Withdraw("t", time.Now())
		<-time.After(time.Millisecond)

		if _, err := v.Verify(old); !errors.Is(err, problem.Unauthenticated("token_expired")) {
			t.Errorf("the withdrawn token: %v", err)
		}
		if oldWork.Err() == nil || tabletWork.Err() == nil {
			t.Error("what relied on withdrawn tokens goes on")
		}
		if relies(tablet).Err() == nil {
			t.Error("new work relies on a withdrawn token")
		}
		if otherWork.Err() != nil || relies(issue("a", "staff")).Err() != nil {
			t.Error("work with other tokens ended")
		}
		<-time.After(2 * time.Hour)
		if otherWork.Err() == nil {
			t.Error("work goes on after the token has expired")
		}
	})
}
