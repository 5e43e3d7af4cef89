package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// streamConfig is the one definition of the stream of a service. Only the service
// that speaks in it makes it (or brings it up to date); who listens waits for it.
// Events are kept for ever: a consumer's tables are rebuilt from them.
func streamConfig(name string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               name,
		Subjects:           []string{name + ".>"},
		Storage:            jetstream.FileStorage,
		Retention:          jetstream.LimitsPolicy,
		Replicas:           replicas,
		Duplicates:         duplicateWindow,
		AllowAtomicPublish: true,
		AllowDirect:        true,
	}
}

// ownStream provisions the service's stream. One that is made again goes on
// counting where the published events begin: places in it that somebody keeps (a
// listener, an effect) mean then what they meant before, as far as can be.
func (b *Bus) ownStream(ctx context.Context) (jetstream.Stream, error) {
	config := streamConfig(b.Service, b.Replicas)
	if err := b.DB.GetContext(ctx, &config.FirstSeq, `SELECT coalesce(min(sequence), 0) FROM published`); err != nil {
		return nil, fmt.Errorf("reading what was published: %w", err)
	}
	return Provision(ctx, b.js, config)
}

// provisionShared provisions a stream that nobody owns: of two settings the
// higher one holds.
func provisionShared(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) error {
	s, err := js.Stream(ctx, config.Name)
	if err == nil && s.CachedInfo().Config.Replicas >= config.Replicas {
		config.Replicas = 0
	}
	_, err = Provision(ctx, js, config)
	return err
}

// streamSettles is how long a server may need to clear a stream away, or a new
// leader to catch up.
const streamSettles = time.Second

// clearedAway waits the moment that a server needs to clear a deleted stream
// away. Consumers hear of their end and publishers find nobody while it still
// does, and a stream made again right then stores nothing until the next start.
func clearedAway(ctx context.Context) { pause(ctx, streamSettles) }

// pause returns after d, or when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Provision makes a stream where there is none, and adds to one that is there
// what config has and it has not: nothing that somebody else gave it is taken
// away, least of all copies. Replicas 0 means as many as it has (one, when it is
// made); another number was asked for, and is also lowered to.
//
// A stream that is as it should be is left alone. An update at every start of
// every replica would rewrite its files for nothing, and races inside the server
// with consumers that are made at that moment.
func Provision(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := js.Stream(ctx, config.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		s, err = create(ctx, js, config)
	}
	if err == nil {
		if with, differs := added(s.CachedInfo().Config, config); differs {
			s, err = js.UpdateStream(ctx, with)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("provisioning stream %s: %w", config.Name, err)
	}
	return s, nil
}

// create makes the stream, unless another replica has been quicker.
func create(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) (jetstream.Stream, error) {
	config.Replicas = max(config.Replicas, 1)
	s, err := js.CreateStream(ctx, config)
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return js.Stream(ctx, config.Name)
	}
	return s, err
}

// added is the stream's configuration with what ours has beyond it. How it is
// stored and what it forgets cannot be changed.
func added(is, ours jetstream.StreamConfig) (with jetstream.StreamConfig, differs bool) {
	with = is
	for _, subject := range ours.Subjects {
		if !slices.Contains(with.Subjects, subject) {
			with.Subjects = append(slices.Clone(with.Subjects), subject)
			differs = true
		}
	}
	if ours.Replicas > 0 {
		with.Replicas = ours.Replicas
	}
	with.Duplicates = max(with.Duplicates, ours.Duplicates)
	with.AllowAtomicPublish = with.AllowAtomicPublish || ours.AllowAtomicPublish
	with.AllowDirect = with.AllowDirect || ours.AllowDirect
	differs = differs || with.Replicas != is.Replicas || with.Duplicates != is.Duplicates ||
		with.AllowAtomicPublish != is.AllowAtomicPublish || with.AllowDirect != is.AllowDirect
	return with, differs
}
