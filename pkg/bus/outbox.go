package bus

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
)

// Migrations makes the outbox and inbox tables in a service's schema
// (database.Migrations{Name: "bus", FS: bus.Migrations}, before its own).
//
//go:embed migrations/*.sql
var Migrations embed.FS

// maxData keeps an event with its headers below NATS's limit of 1 MiB. What
// JetStream would refuse must not be committed: it would stay in the outbox
// for ever.
const maxData = 900 << 10

// InTx runs do in a transaction of the service's database and commits it; an error
// or a panic rolls it back. Where something was emitted, under the context that do
// is given, the relay is woken after the commit: else it would find the events a
// quarter of a second later.
func (b *Bus) InTx(ctx context.Context, do func(ctx context.Context, tx *sqlx.Tx) error) error {
	ctx, emitted := watchEmit(ctx)
	if err := database.InTx(ctx, b.DB, func(tx *sqlx.Tx) error { return do(ctx, tx) }); err != nil {
		return err
	}
	if emitted.Load() {
		b.Wake()
	}
	return nil
}

// Emit appends events to the outbox in the caller's transaction, see Bus.InTx: they
// are published if and only if it commits, in the order of this and earlier calls
// in the transaction.
//
// The events keep the correlation id and the trace of ctx; without one, a new
// id correlates them. Events of one aggregate come in order when
// its row is locked before Emit, as any versioned update does.
func Emit(ctx context.Context, tx sqlx.ExtContext, evs ...Event) error {
	if len(evs) == 0 {
		return nil
	}
	if Correlation(ctx) == "" {
		ctx = WithCorrelation(ctx, uuid.NewString())
	}
	out := make([]Outgoing, len(evs))
	for i, e := range evs {
		out[i] = Outgoing{Context: ctx, Event: e}
	}
	return EmitEach(ctx, tx, out...)
}

// EmitEach is Emit for events that have not all the same cause: each keeps the
// correlation id and the trace of its own context. They take one statement,
// however many they are.
func EmitEach(ctx context.Context, tx sqlx.ExtContext, out ...Outgoing) error {
	if len(out) == 0 {
		return nil
	}
	args, err := AppendArgs(out)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, Append(1)+" ORDER BY e.n", args...); err != nil {
		return fmt.Errorf("emitting %d events, the first %s: %w", len(out), out[0].Event.Name(), err)
	}
	markEmitted(ctx)
	return nil
}

func encode(e Event) (string, error) {
	if err := checkSubject(e.Subject()); err != nil {
		return "", err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return "", fmt.Errorf("encoding: %w", err)
	}
	if b.Len() > maxData {
		return "", fmt.Errorf("%d bytes are more than the %d an event may have", b.Len(), maxData)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// checkSubject refuses what JetStream would refuse for ever.
func checkSubject(subject string) error {
	tokens := strings.Split(subject, ".")
	if len(tokens) < 4 {
		return fmt.Errorf("subject %q: want <service>.<forum id>.<noun>.<verb>.v<N>", subject)
	}
	for _, t := range tokens {
		if t == "" || strings.ContainsAny(t, "*> \t\r\n") {
			return fmt.Errorf("subject %q has an empty or unusable part", subject)
		}
	}
	return nil
}
