package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// bodyTime is how long a body may take to arrive, whatever route it is for: a
// photo in 30 s needs 70 kB/s, and what drips holds no connection longer.
var bodyTime = 30 * time.Second

// drained is how much more of a refused body is read, so that the refusal
// arrives: a connection that is closed while the client still sends tells it
// nothing. It is more than any route takes.
const drained = 32 << 20

// Why a body could not be read.
var (
	errBroken = errors.New("the body is broken")
	errSlow   = errors.New("the body is slow")
)

// body is a request's body with an end in time and errors with a name. It is
// read on after the operation is done with it, so closing it does nothing:
// net/http closes the body that is behind it.
type body struct {
	from    io.Reader
	control *http.ResponseController
	expects bool // the client waits to be told to send it
	err     error
}

func newBody(w http.ResponseWriter, r *http.Request) *body {
	b := &body{from: r.Body, control: http.NewResponseController(w), expects: r.Header.Get("Expect") != ""}
	// In tests of handlers there is no connection.
	_ = b.control.SetReadDeadline(time.Now().Add(bodyTime))
	return b
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	b.expects = false
	n, err := b.from.Read(p)
	switch timeout := net.Error(nil); {
	case err == nil:
	case errors.Is(err, io.EOF):
		b.err = io.EOF
		// What the operation does with it may take longer.
		_ = b.control.SetReadDeadline(time.Time{})
	case errors.As(err, &timeout) && timeout.Timeout():
		b.err = errors.Join(errSlow, err)
	default:
		b.err = errors.Join(errBroken, err)
	}
	return n, b.err
}

func (b *body) Close() error { return nil }

func (b *body) drain() {
	if b.err == nil && !b.expects {
		_, _ = io.CopyN(io.Discard, b, drained)
	}
}

var errForm = errors.New("the form is malformed")

// Form reads a form of at most n bytes. Its error is for Fail.
func Form(w http.ResponseWriter, r *http.Request, n int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, n)
	if err := r.ParseForm(); err != nil {
		return errors.Join(errForm, err)
	}
	return nil
}
