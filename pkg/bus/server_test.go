package bus_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

const serverDir = "BUS_TEST_SERVER_DIR"

// beServer turns this process into a server that publishes until it is killed
// and prints what has been acknowledged.
func beServer() {
	dir := os.Getenv(serverDir)
	if dir == "" {
		return
	}
	ctx := context.Background()
	s, err := bus.Server(ctx, bus.ServerOptions{Dir: dir, Log: zap.NewNop()})
	if err != nil {
		panic(err)
	}
	nc, err := s.Connect()
	if err != nil {
		panic(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		panic(err)
	}
	if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "s", Subjects: []string{"s.>"}}); err != nil {
		panic(err)
	}
	for {
		ack, err := js.Publish(ctx, "s.x", []byte("kept"))
		if err != nil {
			panic(err)
		}
		_, _ = fmt.Fprintln(os.Stdout, ack.Sequence)
	}
}

func TestServerSurvivesKill(t *testing.T) {
	noLeaks(t)
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), serverDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged uint64
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if acknowledged, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if acknowledged == 200 {
			_ = child.Process.Kill() // and read what it still had to say
		}
	}
	_ = child.Wait()

	s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: dir, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	nc, err := s.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	if got := stream(t, nc, "s").LastSeq; got < acknowledged || acknowledged < 200 {
		t.Errorf("%d messages after the restart, %d were acknowledged", got, acknowledged)
	}
	if s.ClientURL() != "" {
		t.Errorf("a server without a port has the address %s", s.ClientURL())
	}
	s.Stop()
	s.Stop()
}

func TestServerThatCannotStartSaysWhy(t *testing.T) {
	noLeaks(t)
	first, err := bus.Server(t.Context(), bus.ServerOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(first.Stop)
	address := first.ClientURL()[len("nats://"):]
	if s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: t.TempDir(), Listen: address}); err == nil {
		s.Stop()
		t.Error("two servers on one port")
	}
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: file}); err == nil {
		s.Stop()
		t.Error("stored in a file")
	}
}
