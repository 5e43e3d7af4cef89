package service_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

var errBuilt = errors.New("built")

func TestAServiceWithoutKeysDoesNotStart(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	t.Setenv("SHANYRAQ_NATS_URL", testkit.Cluster(t).ConnectedUrl())
	t.Setenv("SHANYRAQ_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
	plain := func(*service.Host) error { return nil }
	signs := func(h *service.Host) error { h.Verifier.Trust(key); return nil }
	standard := base64.StdEncoding.EncodeToString(key)
	for name, c := range map[string]struct {
		keys  string
		build func(*service.Host) error
		want  string
	}{
		"none":                 {"", plain, "SHANYRAQ_TOKEN_PUBLIC_KEYS is needed"},
		"not base64":           {"!" + standard, plain, "SHANYRAQ_TOKEN_PUBLIC_KEYS: token public key 1: want 32 bytes in base64"},
		"too short":            {standard + "," + standard[:40], plain, "SHANYRAQ_TOKEN_PUBLIC_KEYS: token public key 2: want 32 bytes in base64"},
		"the log's form":       {standard, plain, "listening"},
		"the key set's form":   {base64.RawURLEncoding.EncodeToString(key), plain, "listening"},
		"none, but its own":    {"", signs, "listening"},
		"a service that fails": {standard, func(*service.Host) error { return errBuilt }, "built"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("SHANYRAQ_TOKEN_PUBLIC_KEYS", c.keys)
			err := service.Run(t.Context(), "tested", "127.0.0.1:no such port", func(_ context.Context, h *service.Host) (service.Service, error) {
				return nil, c.build(h)
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), standard[:20]) {
				t.Errorf("a key is printed: %v", err)
			}
		})
	}
}
