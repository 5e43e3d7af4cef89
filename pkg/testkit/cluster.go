package testkit

import (
	"fmt"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Cluster starts a NATS cluster of three with JetStream for this test and
// connects to it.
func Cluster(t testing.TB) *nats.Conn {
	t.Helper()
	const size = 3
	var routes []*url.URL
	ports := freePorts(t, size)
	for _, port := range ports {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", port)})
	}
	servers := make([]*server.Server, size)
	for i := range servers {
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: server.RANDOM_PORT,
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: ports[i]}, Routes: routes,
			JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		})
		if err != nil {
			t.Fatalf("making a NATS cluster: %v", err)
		}
		servers[i] = s
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		go s.Start()
	}
	for _, s := range servers {
		if !s.ReadyForConnections(Patience) {
			t.Fatal("a NATS server of the cluster did not start")
		}
	}
	Eventually(t, "the cluster has a leader that knows all", func() bool {
		for _, s := range servers {
			if s.JetStreamIsLeader() {
				return len(s.JetStreamClusterPeers()) == size
			}
		}
		return false
	})
	nc, err := nats.Connect(servers[0].ClientURL(), nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatalf("connecting to the NATS cluster: %v", err)
	}
	t.Cleanup(nc.Close)
	return nc
}

func freePorts(t testing.TB, n int) []int {
	t.Helper()
	ports := make([]int, n)
	for i := range ports {
		ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }() // all at once, so that no two are the same
		ports[i] = ln.Addr().(*net.TCPAddr).Port
	}
	return ports
}
