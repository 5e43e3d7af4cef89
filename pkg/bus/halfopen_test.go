package bus_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// halfOpen passes connections on to a server. Those that are there when it is
// shut stay open, and bring what is sent to the server, but no answer.
type halfOpen struct {
	net.Listener
	to    string
	shut  atomic.Int64 // connections up to this number get no answer
	conns sync.WaitGroup

	mu   sync.Mutex
	open []net.Conn
}

func newHalfOpen(t *testing.T, to string) *halfOpen {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &halfOpen{Listener: ln, to: to}
	h.conns.Go(h.serve)
	t.Cleanup(func() {
		_ = ln.Close()
		h.mu.Lock()
		for _, c := range h.open {
			_ = c.Close()
		}
		h.mu.Unlock()
		h.conns.Wait()
	})
	return h
}

func (h *halfOpen) serve() {
	for n := int64(1); ; n++ {
		client, err := h.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", h.to)
		if err != nil { // it will come again
			_ = client.Close()
			continue
		}
		h.mu.Lock()
		h.open = append(h.open, client, server)
		h.mu.Unlock()
		h.conns.Go(func() { _, _ = io.Copy(server, client); _ = server.Close() })
		h.conns.Go(func() { _, _ = io.Copy(answers{h, n, client}, server) })
	}
}

// answers go to the client unless its connection has been shut.
type answers struct {
	*halfOpen
	n      int64
	client net.Conn
}

func (a answers) Write(b []byte) (int, error) {
	if a.n <= a.shut.Load() {
		return len(b), nil
	}
	return a.client.Write(b)
}

func (h *halfOpen) shutDown() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut.Store(int64(len(h.open) / 2))
}

// The link to NATS is open at one end only: what is published arrives, no
// acknowledgement comes back, and the storage is lost in that moment.
func TestHalfOpenLinkAndStorageLost(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	server := newOutside(t)
	link := newHalfOpen(t, server.address)
	alpha := open(t, "alpha", db, connect(t, link.Addr().String()))
	run(t, alpha)
	direct := connect(t, server.address)
	stopBeta := run(t, open(t, "beta", betaDB, direct), keep("keep"))
	take(t, alpha, notes("heard", 50)...)
	once(t, betaDB, 50)
	stopBeta()
	take(t, alpha, notes("unheard", 50)...)
	outboxEmpty(t, db)

	link.shutDown()
	take(t, alpha, notes("unanswered", 100)...)
	testkit.Eventually(t, "what nobody acknowledges has arrived", func() bool { return stream(t, direct, "alpha").Msgs == 200 })
	server.Stop()
	replaceDir(t, server.dir, "")
	server.start(t)

	beta := open(t, "beta", betaDB, direct)
	run(t, beta, keep("keep"))
	once(t, betaDB, 200)
	take(t, alpha, notes("after", 50)...)
	once(t, betaDB, 250)
	ready(t, alpha, beta)
}
