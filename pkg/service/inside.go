package service

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Inside is how a process calls the services that it hosts: by no network, so it
// needs no certificate, and works before anybody outside can come in.
type Inside struct {
	calls chan net.Conn
	done  chan struct{}
	close func()
}

// NewInside makes a way in.
func NewInside() *Inside {
	done := make(chan struct{})
	return &Inside{calls: make(chan net.Conn), done: done, close: sync.OnceFunc(func() { close(done) })}
}

// Transport makes calls to whatever name the way inside.
func (i *Inside) Transport() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case i.calls <- theirs:
			return ours, nil
		case <-i.done:
			return nil, net.ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
}

// Accept waits for the next call.
func (i *Inside) Accept() (net.Conn, error) {
	select {
	case conn := <-i.calls:
		return own{conn}, nil
	case <-i.done:
		return nil, net.ErrClosed
	}
}

// Close ends the way in.
func (i *Inside) Close() error { i.close(); return nil }

// Addr is no address of a network.
func (i *Inside) Addr() net.Addr { return &net.UnixAddr{Name: "inside"} }

// own is a connection from ourselves.
type own struct{ net.Conn }
