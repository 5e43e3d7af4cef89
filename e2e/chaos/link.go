package main

import (
	"context"
	"io"
	"net"
	"sync"
)

// link passes connections on to a server, and can be cut or left open at one end.
type link struct {
	net.Listener
	to   string
	mu   sync.Mutex
	cutd bool
	all  map[*passage]bool
}

// passage is one connection. A deaf one brings what is sent to the server, and
// no answer.
type passage struct {
	client, server net.Conn
	mu             sync.Mutex
	deaf           bool
}

func newLink(ctx context.Context, to string) (*link, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &link{Listener: ln, to: to, all: map[*passage]bool{}}
	go l.serve()
	return l, nil
}

func (l *link) serve() {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		go l.pass(client)
	}
}

func (l *link) pass(client net.Conn) {
	l.mu.Lock()
	cut := l.cutd
	l.mu.Unlock()
	if cut {
		_ = client.Close()
		return
	}
	server, err := (&net.Dialer{Timeout: patience}).DialContext(context.Background(), "tcp", l.to)
	if err != nil { // it will come again
		_ = client.Close()
		return
	}
	p := &passage{client: client, server: server}
	l.mu.Lock()
	l.all[p] = true
	l.mu.Unlock()
	go func() {
		_, _ = io.Copy(server, client)
		p.close()
	}()
	_, _ = io.Copy(p, server)
	p.mu.Lock()
	deaf := p.deaf
	p.mu.Unlock()
	if !deaf { // else the client does not learn of its end either
		p.close()
	}
	l.mu.Lock()
	delete(l.all, p)
	l.mu.Unlock()
}

// Write brings an answer to the client.
func (p *passage) Write(b []byte) (int, error) {
	p.mu.Lock()
	deaf := p.deaf
	p.mu.Unlock()
	if deaf {
		return len(b), nil
	}
	return p.client.Write(b)
}

func (p *passage) close() { _ = p.client.Close(); _ = p.server.Close() }

// cut breaks all connections and takes no new ones until mend.
func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cutd = true
	for p := range l.all {
		p.close()
	}
}

// mend takes connections again. What was left half open stays so: nobody tells
// either end that the other has forgotten it.
func (l *link) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cutd = false
}

// halfOpen makes all connections of this moment deaf, for good. New ones work.
func (l *link) halfOpen() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for p := range l.all {
		p.mu.Lock()
		p.deaf = true
		p.mu.Unlock()
	}
}

func (l *link) address() string { return l.Addr().String() }

func (l *link) stop() { _ = l.Close(); l.cut() }
