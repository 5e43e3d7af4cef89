package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Publish lets another service speak: it publishes events as that service's bus
// would, in this order, and returns their ids. The speaker is the first part of
// an event's subject.
func Publish(t testing.TB, h *House, evs ...bus.Event) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, len(evs))
	msgs := make([]*nats.Msg, len(evs))
	for i, e := range evs {
		ids[i] = uuid.Must(uuid.NewV7())
		msgs[i] = spoken(t, ids[i], time.Now(), e)
	}
	publish(t, h, msgs)
	return ids
}

// PublishAs publishes an event with a given id and time. The same id again is
// the same event delivered once more: JetStream stores it a second time, as it
// does when a relay comes back after the duplicate window.
func PublishAs(t testing.TB, h *House, id uuid.UUID, at time.Time, e bus.Event) {
	t.Helper()
	publish(t, h, []*nats.Msg{spoken(t, id, at, e)})
}

// spoken is an event as bus writes it (CloudEvents in binary mode), but for the
// id by which JetStream would recognise it.
func spoken(t testing.TB, id uuid.UUID, at time.Time, e bus.Event) *nats.Msg {
	t.Helper()
	var data bytes.Buffer
	enc := json.NewEncoder(&data)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		t.Fatalf("encoding %s: %v", e.Name(), err)
	}
	parts := strings.Split(e.Subject(), ".")
	return &nats.Msg{
		Subject: e.Subject(),
		Data:    bytes.TrimSuffix(data.Bytes(), []byte("\n")),
		Header: nats.Header{
			"ce-specversion":   {"1.0"},
			"ce-id":            {id.String()},
			"ce-source":        {"/shanyraq/" + parts[0]},
			"ce-type":          {"kz.shanyraq." + strings.Join(append(parts[:1:1], parts[2:]...), ".")},
			"ce-time":          {at.UTC().Format(time.RFC3339Nano)},
			"ce-subject":       {parts[1]},
			"ce-correlationid": {id.String()},
			nameHeader:         {e.Name()},
			"content-type":     {"application/json"},
		},
	}
}

// publish stores messages in order, as many at a time as JetStream takes.
func publish(t testing.TB, h *House, msgs []*nats.Msg) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	js, err := jetstream.New(h.NATS)
	if err != nil {
		t.Fatal(err)
	}
	defer js.CleanupPublisher()
	made := map[string]bool{}
	acks := make([]jetstream.PubAckFuture, len(msgs))
	for i, m := range msgs {
		if name, _, _ := strings.Cut(m.Subject, "."); !made[name] {
			made[name] = true
			provision(ctx, t, js, name)
		}
		if acks[i], err = js.PublishMsgAsync(m, jetstream.WithStallWait(Patience)); err != nil {
			t.Fatalf("publishing to %s: %v", m.Subject, err)
		}
	}
	for i, ack := range acks {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			t.Fatalf("publishing event %d of %d: %v", i+1, len(msgs), err)
		case <-ctx.Done():
			t.Fatalf("publishing event %d of %d: %v", i+1, len(msgs), ctx.Err())
		}
	}
}

// provision makes a service's stream, should nobody have made it yet, as its bus
// would.
func provision(ctx context.Context, t testing.TB, js jetstream.JetStream, name string) {
	t.Helper()
	_, err := js.CreateStream(ctx, jetstream.StreamConfig{
		Name: name, Subjects: []string{name + ".>"}, Storage: jetstream.FileStorage,
		Duplicates: 10 * time.Minute, AllowAtomicPublish: true, AllowDirect: true,
	})
	if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		t.Fatalf("making stream %s: %v", name, err)
	}
}
