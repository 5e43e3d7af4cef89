package facilitation_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// told returns all events of one name that what was done so far has caused, in
// their order.
func told[E interface{ Name() string }](t *testing.T, h *house) (all []E) {
	t.Helper()
	marker := h.line(1_000_000, "соңы", m{"session_id": newID()}) // what is published before it was committed before
	h.send(t, h.secretary, marker)
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	js, err := jetstream.New(h.NATS)
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := js.OrderedConsumer(ctx, "facilitation", jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverAllPolicy})
	if err != nil {
		t.Fatal(err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		t.Fatal(err)
	}
	defer messages.Stop()
	for {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		var e E
		var last events.SuggestionCaptured
		switch msg.Headers().Get("ce-name") {
		case e.Name():
			err = json.Unmarshal(msg.Data(), &e)
			all = append(all, e)
		case last.Name():
			err = json.Unmarshal(msg.Data(), &last)
		}
		if err != nil {
			t.Fatal(err)
		}
		if last.SuggestionID == marker["id"] {
			return all
		}
	}
}
