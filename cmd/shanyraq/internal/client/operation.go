package client

import (
	"context"
	"encoding/json"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract"
)

// ask calls an operation and returns what it answers.
func ask[In, Out any](ctx context.Context, c *Client, op contract.Operation[In, Out], in In) (out Out, err error) {
	err = c.call(ctx, op.Method, op.Path, body(in), &out)
	return out, err
}

// tell calls an operation whose answer nobody needs.
func tell[In, Out any](ctx context.Context, c *Client, op contract.Operation[In, Out], in In) error {
	return c.call(ctx, op.Method, op.Path, body(in), nil)
}

// askOnce is ask without trying again: it renews a token inside of a call that is
// tried again itself.
func askOnce[In, Out any](ctx context.Context, c *Client, op contract.Operation[In, Out], in In) (out Out, err error) {
	data, err := json.Marshal(in)
	if err == nil {
		_, err = c.once(ctx, op.Method, op.Path, data, &out)
	}
	return out, err
}

func body[In any](in In) any {
	if _, none := any(in).(contract.None); none {
		return nil
	}
	return in
}
