package delivery

import (
	"net"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// TestAQueueThatIsLostIsMissed: the queue's folder is lost with the consumer that
// somebody is waiting on, and nobody tells them.
func TestAQueueThatIsLostIsMissed(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, dir := ln.Addr().String(), t.TempDir()+"/nats"
	_ = ln.Close()
	start := func() *bus.EmbeddedServer {
		s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: dir, Listen: address, Log: zap.NewNop()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Stop)
		return s
	}
	server := start()
	nc, err := nats.Connect("nats://"+address, nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	d := &Dispatcher{Queue: &Queue{JS: js, AckWait: time.Minute}, Name: "email", Channels: make([]Channel, 1)}
	jobs, ended := make(chan jetstream.Msg, 1), make(chan error, 1)
	go func() { ended <- d.fetch(t.Context(), jobs) }()
	one := []job{{ID: uuid.New(), Version: 1, Channel: "email"}}
	testkit.Eventually(t, "the queue takes a job", func() bool { return d.Queue.put(t.Context(), one) == nil })
	<-jobs
	server.Stop()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	start()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it ended without a word")
		}
	case <-time.After(testkit.Patience):
		t.Fatal("jobs of a queue that is gone are waited for")
	}
}

// TestAJobHandedOverAgainIsOne: the note that jobs were handed over may get lost
// in a crash; then they are handed over again, together with new ones.
func TestAJobHandedOverAgainIsOne(t *testing.T) {
	js, err := jetstream.New(testkit.NATS(t))
	if err != nil {
		t.Fatal(err)
	}
	q := &Queue{JS: js, AckWait: time.Minute}
	consumer, err := q.consumer(t.Context(), "email")
	if err != nil {
		t.Fatal(err)
	}
	jobs := make([]job, mostJobs)
	for i := range jobs {
		jobs[i] = job{ID: uuid.New(), Version: 2, Channel: "email"}
	}
	for _, part := range [][]job{jobs[:300], jobs[:400], jobs, jobs[:1]} {
		if err := q.put(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() uint64 {
		info, err := consumer.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return info.NumPending
	}
	// The server counts what is pending a moment after it has acknowledged.
	testkit.Eventually(t, "the jobs wait, each once", func() bool { return waiting() == mostJobs })
	again := jobs[0]
	again.Version++ // taken back and queued again
	if err := q.put(t.Context(), []job{again}); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, "one more job waits", func() bool { return waiting() == mostJobs+1 })
	if err := js.DeleteStream(t.Context(), queueStream); err != nil {
		t.Fatal(err)
	}
	if err := q.put(t.Context(), jobs); err == nil {
		t.Error("a queue that is not there took jobs")
	}
	if err := q.put(t.Context(), jobs); err != nil {
		t.Errorf("it should have come back: %v", err)
	}
}
