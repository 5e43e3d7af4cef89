package token

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

func signer(t *testing.T, fill byte) *Signer {
	t.Helper()
	s, err := NewSigner(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVerify(t *testing.T) {
	good, stranger := signer(t, 1), signer(t, 2)
	v := NewVerifier(good.PublicKey())
	caller := Caller{Subject: "a", Kind: "staff", Roles: map[string][]string{"f": {"secretary"}}, Expires: time.Now().Add(time.Hour)}
	sign := func(s *Signer, c Caller) string {
		signed, err := s.Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	expired := caller
	expired.Expires = time.Now().Add(-time.Second)
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"iss": Issuer, "sub": "a", "exp": time.Now().Add(time.Hour).Unix()}).
		SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	whole := sign(good, caller)
	for name, c := range map[string]struct {
		signed string
		want   error
	}{
		"good":         {whole, nil},
		"again":        {whole, nil}, // from memory
		"expired":      {sign(good, expired), problem.Unauthenticated("token_expired")},
		"another key":  {sign(stranger, caller), problem.Unauthenticated("token_invalid")},
		"cut short":    {whole[:len(whole)-4], problem.Unauthenticated("token_invalid")},
		"no signature": {none, problem.Unauthenticated("token_invalid")},
		"garbage":      {"x.y.z", problem.Unauthenticated("token_invalid")},
	} {
		got, err := v.Verify(c.signed)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
		if c.want == nil && (got.Subject != "a" || !got.Can("f", "secretary")) {
			t.Errorf("%s: got caller %+v", name, got)
		}
	}
}

func TestARememberedTokenStillExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := signer(t, 1)
		v := NewVerifier(s.PublicKey())
		signed, err := s.Sign(Caller{Subject: "a", Expires: time.Now().Add(time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Verify(signed); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute) //nolint:forbidigo // the bubble's clock: no time passes
		if _, err := v.Verify(signed); !errors.Is(err, problem.Unauthenticated("token_expired")) {
			t.Errorf("got %v, want token_expired", err)
		}
	})
}

func TestCan(t *testing.T) {
	c := Caller{Roles: map[string][]string{"f1": {"secretary"}, Everywhere: {"organiser"}}}
	for _, x := range []struct {
		forum, role string
		want        bool
	}{
		{"f1", "secretary", true}, {"f2", "secretary", false}, {"f2", "organiser", true}, {"f1", "chair", false},
	} {
		if got := c.Can(x.forum, x.role); got != x.want {
			t.Errorf("%s in %s: got %t", x.role, x.forum, got)
		}
	}
}
