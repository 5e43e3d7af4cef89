package bus

import (
	"context"
	"errors"

	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/lib/pq"
)

var (
	errDuplicateEffect = errors.New("two subscriptions of one service have the same name")
	errHearsNothing    = errors.New("a subscription needs an event and what it does")
	errTwoSpeakers     = errors.New("a subscription hears one speaking service")
)

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Permanent marks an effect's error as one that trying again cannot cure. The
// event goes to the poison stream, where a person can look at it; all other
// errors are tried again until they pass.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

func isPermanent(err error) bool {
	var p *permanentError
	return errors.As(err, &p)
}

func isPanic(err error) bool {
	var p middleware.RecoveredPanicError
	return errors.As(err, &p)
}

func isTimeout(err error) bool {
	var p *pq.Error
	return errors.As(err, &p) && p.Code == "57014" || errors.Is(err, context.DeadlineExceeded)
}
