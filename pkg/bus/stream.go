package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// poisonStream keeps the events that an effect refused for good, each under
// "poison.<service>.<effect>" with its own headers and the reason.
const poisonStream = "poison"

// duplicateWindow is how long JetStream knows event ids again, long enough for
// a service to be restarted between publishing events and removing them from
// its outbox. An event published again after that is stored twice and still has
// its effect once: the consumers' inboxes do not forget.
const duplicateWindow = 10 * time.Minute

// streamConfig is the one definition of the stream of a service. Everybody who
// speaks or listens provisions it, so no order of starting is the wrong one.
// Events are kept for ever: a consumer's tables are rebuilt from them.
func streamConfig(name string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               name,
		Subjects:           []string{name + ".>"},
		Storage:            jetstream.FileStorage,
		Retention:          jetstream.LimitsPolicy,
		Replicas:           max(replicas, 1),
		Duplicates:         duplicateWindow,
		AllowAtomicPublish: true,
		AllowDirect:        true,
	}
}

func provision(ctx context.Context, js jetstream.JetStream, name string, replicas int) (jetstream.Stream, error) {
	return Provision(ctx, js, streamConfig(name, replicas))
}

// clearedAway waits the moment that a server needs to clear a deleted stream
// away. Consumers hear of their end and publishers find nobody while it still
// does, and a stream made again right then stores nothing until the next start.
func clearedAway(ctx context.Context) { pause(ctx, time.Second) }

// pause returns after d, or when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Provision makes a stream. The server answers at once when it is there as it
// should be; only one made by another version of us is updated. An update at
// every start of every replica would rewrite its files for nothing, and races
// inside the server with consumers that are made at that moment.
func Provision(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := js.CreateStream(ctx, config)
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		s, err = js.UpdateStream(ctx, config)
	}
	if err != nil {
		return nil, fmt.Errorf("provisioning stream %s: %w", config.Name, err)
	}
	return s, nil
}
