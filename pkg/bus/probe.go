package bus

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// probeStream keeps the last probe of each service, so that a publish which
// really stores can be tried without leaving anything behind.
const probeStream = "probe"

// Variables, because tests are in a hurry.
var (
	// probeEvery is how often it is tried whether anything can be stored.
	probeEvery = 5 * time.Second
	// unsentMost is how long the oldest event may be the oldest before it is said.
	unsentMost = 10 * time.Second
)

// prober tries what nobody else may be trying at the moment: whether PostgreSQL
// and JetStream store. A full disk answers pings.
type prober struct {
	*Bus
	failed map[string]bool // by the last attempt
	oldest int64           // row of the outbox
	since  time.Time       // when it was first seen to be the oldest
}

// probe tries until ctx ends.
func (b *Bus) probe(ctx context.Context) {
	p := &prober{Bus: b, failed: map[string]bool{}}
	if err := p.provisionProbe(ctx); err != nil {
		p.Log.Debug("making the probe's stream failed, trying again", zap.Error(err))
	}
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		p.try(ctx, "database", "the database of "+b.Service+" stores nothing", p.writeRow)
		if b.NATS.IsConnected() { // else Ready says so
			p.try(ctx, "jetstream", "JetStream stores nothing", p.writeMessage)
		}
		p.try(ctx, "outbox", "", p.lookAtOldest)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// try says what failed twice in a row: once can be a bad moment.
func (p *prober) try(ctx context.Context, what, words string, attempt func(context.Context) error) {
	limited, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	err := attempt(limited)
	if ctx.Err() != nil {
		return
	}
	var stalled *stalledError
	switch {
	case err == nil:
		p.trouble.over(what)
	case errors.As(err, &stalled):
		p.trouble.stands(what, err)
	case words == "":
		p.Log.Debug("looking at the outbox failed", zap.Error(err))
	case p.failed[what]:
		p.trouble.stands(what, fmt.Errorf("%s: %w", words, err))
	}
	p.failed[what] = err != nil
}

// rowFiller nearly fills a page.
var rowFiller = string(bytes.Repeat([]byte("."), 7900))

// writeRow stores a row for which the table's file has to grow: small rows find
// room in it long after the disk is full. What is deleted in the same
// transaction nobody sees; VACUUM gives its page back to the disk.
func (p *prober) writeRow(ctx context.Context) error {
	conn, err := p.DB.Connx(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `INSERT INTO probe VALUES ('`+rowFiller+`'); DELETE FROM probe`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `VACUUM (SKIP_LOCKED) probe`)
	return err
}

// writeMessage stores a message that replaces the one before.
func (p *prober) writeMessage(ctx context.Context) error {
	_, err := p.js.Publish(ctx, probeStream+"."+p.Service, []byte(rowFiller))
	if errors.Is(err, jetstream.ErrNoStreamResponse) {
		err = errors.Join(err, p.provisionProbe(ctx))
	}
	return err
}

func (b *Bus) provisionProbe(ctx context.Context) error {
	config := streamConfig(probeStream, b.Replicas)
	config.MaxMsgsPerSubject = 1
	config.Duplicates = 0
	return provisionShared(ctx, b.js, config)
}

// stalledError says that the chain stands still at the outbox.
type stalledError struct {
	service string
	since   time.Time // when the event was committed
	err     error     // the relay's last, if any
}

func (e *stalledError) Error() string {
	words := fmt.Sprintf("events of %s have been waiting to be published since %s", e.service, e.since.UTC().Format(time.RFC3339))
	if e.err != nil {
		words += ": " + e.err.Error()
	}
	return words
}

func (e *stalledError) Unwrap() error { return e.err }

// lookAtOldest says when the oldest event does not get on. Its age alone tells
// little: a long transaction's events are old when they are committed.
func (p *prober) lookAtOldest(ctx context.Context) error {
	var row struct {
		ID int64
		At time.Time `db:"created_at"`
	}
	err := p.DB.GetContext(ctx, &row, `SELECT id, created_at FROM outbox ORDER BY id LIMIT 1`)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		p.oldest = 0
		return nil
	case err != nil:
		return fmt.Errorf("looking at the outbox of %s: %w", p.Service, err)
	case row.ID != p.oldest:
		p.oldest, p.since = row.ID, time.Now()
		return nil
	case time.Since(p.since) < unsentMost:
		return nil
	}
	stalled := &stalledError{service: p.Service, since: row.At}
	if failure := p.failure.Load(); failure != nil {
		stalled.err = *failure
	}
	return stalled
}
