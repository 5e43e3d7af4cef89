package held_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/held"
)

func TestWhatIsKeptBack(t *testing.T) {
	restored := time.Now()
	before, after := restored.Add(-time.Minute), restored.Add(time.Minute)
	early := uuid.Must(uuid.NewV7()) // made before, as every id that a tablet has in its queue
	rule := held.Rule{Restored: restored.Add(time.Second), Channels: []string{"email"}}
	for _, c := range []struct {
		name    string
		rule    held.Rule
		channel string
		at      time.Time
		receipt bool
		want    bool
	}{
		{"never restored", held.Rule{Channels: []string{"email"}}, "email", before, true, false},
		{"of before", rule, "email", before, false, true},
		{"of the folder, which knows it again", rule, "folder", before, true, false},
		{"a line sent again", rule, "email", after, true, true},
		{"a decision made since about a line of before", rule, "email", after, false, false},
	} {
		if got := c.rule.Holds(c.channel, c.at, []uuid.UUID{early}, c.receipt); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if rule.Holds("email", after, []uuid.UUID{uuid.New()}, true) {
		t.Error("an id without a time is of before")
	}
}
