package bus_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestADigestTellsOfWhichThingsEventsSpoke(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	url := liveServer(t, open(t, "alpha", db, nc))
	js, _ := jetstream.New(nc)
	tell := func(name, data string) {
		t.Helper()
		m := &nats.Msg{Subject: "alpha.f1.note.taken.v1", Header: nats.Header{"ce-name": {name}}, Data: []byte(data)}
		if _, err := js.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	tell("Old", `{"note_id":"zero"}`)
	events, hangUp := listenTo(t, url+"?forum=f1&told=note_id,into_id")
	expect(t, events, sse{1, "ready", `{"last_seq":1}`})
	const many = 1000
	for i := range many {
		tell("NoteTaken", fmt.Sprintf(`{"note_id":"n%d","text":"words that nobody asked about"}`, i%3))
	}
	tell("NoteMoved", `{"note_id":"n1","into_id":["n7","n8"],"text":"moved"}`)
	tell("BookClosed", `{"pages":12}`)

	told, digests := map[string]map[string]map[string]bool{}, 0
	last := uint64(many + 3)
	for {
		e := next(t, events)
		if e.event != "changed" {
			t.Fatalf("%s came beside the digest", e.event)
		}
		digests++
		var d map[string]map[string][]string
		if err := json.Unmarshal([]byte(e.data), &d); err != nil {
			t.Fatal(err)
		}
		for name, members := range d {
			if told[name] == nil {
				told[name] = map[string]map[string]bool{}
			}
			for member, ids := range members {
				for _, id := range ids {
					if told[name][member] == nil {
						told[name][member] = map[string]bool{}
					}
					told[name][member][id] = true
				}
			}
		}
		if e.id == last {
			break
		}
	}
	want := `map[BookClosed:map[] NoteMoved:map[into_id:map[n7:true n8:true] note_id:map[n1:true]] NoteTaken:map[note_id:map[n0:true n1:true n2:true]]]`
	if got := fmt.Sprint(told); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
	if digests > 60 {
		t.Errorf("%d digests of %d events: they were not gathered", digests, many)
	}
	hangUp()

	resumed, _ := listenTo(t, url+"?forum=f1&told=note_id", "Last-Event-ID", fmt.Sprint(last-1))
	expect(t, resumed, sse{last - 1, "ready", fmt.Sprintf(`{"last_seq":%d}`, last)})
	expect(t, resumed, sse{last, "changed", `{"BookClosed":{}}`})
}
