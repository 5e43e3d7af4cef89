package delivery

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

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
