package web

import (
	"net"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
)

// How many connections may be open, from one address and in all. A camp of 160
// tablets and a thousand phones behind one hotspot, each with the six that a
// browser opens, stays below; one who only opens connections does not get all.
const (
	connectionsOfOne = 8_000
	connectionsOfAll = 20_000
)

// Crowd counts the connections of all listeners of a server, so that those that
// are too many are closed at once. Behind proxies all connections come from
// these, so only all are counted.
type Crowd struct {
	proxies      Proxies
	log          *zap.Logger
	refused      prometheus.Counter
	ofOne, ofAll int
	warned       sync.Once

	mu    sync.Mutex
	total int
	open  map[string]int
}

// NewCrowd begins to count.
func NewCrowd(proxies Proxies, log *zap.Logger, metrics prometheus.Registerer) *Crowd {
	return newCrowd(proxies, log, metrics, connectionsOfOne, connectionsOfAll)
}

func newCrowd(proxies Proxies, log *zap.Logger, metrics prometheus.Registerer, one, all int) *Crowd {
	c := &Crowd{proxies: proxies, log: log, ofOne: one, ofAll: all, open: map[string]int{}}
	c.refused = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "shanyraq_http_connections_refused_total", Help: "Connections that were closed at once because too many were open.",
	})
	metrics.MustRegister(c.refused, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "shanyraq_http_connections", Help: "Open connections.",
	}, func() float64 {
		c.mu.Lock()
		defer c.mu.Unlock()
		return float64(c.total)
	}))
	return c
}

// At counts those who come to the listener.
func (c *Crowd) At(ln net.Listener) net.Listener { return &connections{Listener: ln, Crowd: c} }

type connections struct {
	net.Listener
	*Crowd
}

func (c *connections) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := c.from(conn)
		if c.take(from) {
			return &connection{Conn: conn, free: sync.OnceFunc(func() { c.free(from) })}, nil
		}
		c.refused.Inc()
		c.warned.Do(func() { c.log.Warn("too many connections are open; further ones are closed at once") })
		_ = conn.Close()
	}
}

// from is the address that a connection counts for, "" for a proxy's.
func (c *Crowd) from(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil || c.proxies.count > 0 || c.proxies.names(host) {
		return ""
	}
	return place(host)
}

func (c *Crowd) take(from string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.total >= c.ofAll || from != "" && c.open[from] >= c.ofOne {
		return false
	}
	c.total++
	c.open[from]++
	return true
}

func (c *Crowd) free(from string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total--
	if c.open[from]--; c.open[from] == 0 {
		delete(c.open, from)
	}
}

type connection struct {
	net.Conn
	free func()
}

func (c *connection) Close() error {
	defer c.free()
	return c.Conn.Close()
}
