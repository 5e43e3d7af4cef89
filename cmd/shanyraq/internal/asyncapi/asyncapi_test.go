package asyncapi_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/asyncapi"
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

func TestReceiversAreTheSubscriptions(t *testing.T) {
	nothing := func(context.Context, *sqlx.Tx, []bus.Received) error { return nil }
	doc, err := asyncapi.Document(os.DirFS("../../../../schemas"),
		asyncapi.Listener{Service: "tea", Hears: []bus.Subscription{bus.OnAny("pour", nothing, events.MeasurePlanned{}, events.PlanPublished{})}},
		asyncapi.Listener{Service: "door", Heeds: func(e bus.Event) bool { return e.Name() == "SignInEnded" }},
		asyncapi.Listener{Service: "decisions", Hears: []bus.Subscription{bus.OnAny("own", nothing, events.PlanPublished{})}})
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]bool{}
	for line := range strings.Lines(string(doc)) {
		if name := strings.TrimSpace(line); strings.Contains(name, "-receives-") {
			operations[strings.TrimSuffix(name, ":")] = true
		}
	}
	for _, want := range []string{"tea-receives-MeasurePlanned", "tea-receives-PlanPublished", "door-receives-SignInEnded"} {
		if !operations[want] {
			t.Errorf("%s is missing", want)
		}
		delete(operations, want)
	}
	for more := range operations {
		t.Errorf("%s: nobody said so", more)
	}
	if got, want := strings.Count(string(doc), "No service hears it"), len(events.All())-3; got != want {
		t.Errorf("%d events are heard by nobody, want %d", got, want)
	}
	if !strings.Contains(string(doc), "durable consumer tea-pour.") {
		t.Error("how it is heard is not said")
	}
}
