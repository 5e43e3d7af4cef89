package delivery

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// DropWorkQueue deletes the stream of jobs that earlier versions worked off. Nothing
// is lost with it: what is not sent yet is found in the table.
func DropWorkQueue(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err == nil {
		err = js.DeleteStream(ctx, "notices")
	}
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("deleting the former work queue: %w", err)
	}
	return nil
}
