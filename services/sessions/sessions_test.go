package sessions_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type configuration = sessions.Config

// house is a running sessions service with a first organiser.
type house struct {
	*testkit.House
	organiser string // token
}

const (
	login    = "Organiser"
	password = "алтын-шаңырақ"
)

func open(t *testing.T, change ...func(*configuration)) house {
	t.Helper()
	return openAt(t, testkit.NewHouse(t), change...)
}

func openAt(t *testing.T, h *testkit.House, change ...func(*configuration)) house {
	t.Helper()
	if err := h.Proxies.UnmarshalText([]byte("1")); err != nil {
		t.Fatal(err)
	}
	c := configuration{TokenKey: seedOf(h), OrganiserLogin: login, OrganiserPassword: password}
	for _, f := range change {
		f(&c)
	}
	s, err := sessions.New(t.Context(), h.Host, c)
	if err != nil {
		t.Fatal(err)
	}
	h.Serve(t, s)
	return house{House: h, organiser: h.Token(t, "00000000-0000-7000-8000-000000000001", token.Everywhere, "organiser")}
}

func seedOf(h *testkit.House) string { return base64.StdEncoding.EncodeToString(h.Seed) }

func TestOpens(t *testing.T) {
	h := open(t)
	testkit.Publish(t, h.House, events.SuggestionCaptured{}) // facilitation is there, whose stream is heard
	testkit.Eventually(t, "the service is ready", func() bool {
		status, _ := h.Do(t, "GET", "/readyz", "", nil)
		return status == 200
	})
}

func (h house) expired(t *testing.T) string {
	t.Helper()
	return h.Sign(t, token.Caller{
		Subject: newID(), Kind: "staff", Roles: map[string][]string{token.Everywhere: {"organiser"}}, Expires: time.Now().Add(-time.Minute),
	})
}
