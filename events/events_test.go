package events_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestTextFallsBackToKazakhThenRussian(t *testing.T) {
	for _, c := range []struct {
		text           events.Text
		language, want string
	}{
		{events.Text{KK: "қазақша", RU: "по-русски"}, "ru", "по-русски"},
		{events.Text{KK: "қазақша", RU: "по-русски"}, "en", "қазақша"},
		{events.Text{RU: "по-русски"}.With("en", "in English"), "kk", "по-русски"},
		{events.Text{}.With("en", "in English"), "kk", "in English"},
		{events.Text{KK: "қазақша"}, "", "қазақша"},
		{events.Text{}, "kk", ""},
	} {
		if got := c.text.In(c.language); got != c.want {
			t.Errorf("%+v in %q: got %q, want %q", c.text, c.language, got, c.want)
		}
	}
}

// Readers in other languages stumble over null where a list should be.
func TestListsAreNeverNull(t *testing.T) {
	for _, e := range events.All() {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		for key, value := range fields {
			if strings.HasSuffix(key, "_ids") || key == "names" || key == "co_executors" {
				if _, ok := value.([]any); !ok {
					t.Errorf("%s.%s is %v without elements", e.Name(), key, value)
				}
			}
		}
	}
}

func TestFactOfNoForum(t *testing.T) {
	if got, want := (events.OrganisationRegistered{}).Subject(), "sessions.all.organisation.registered.v1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
