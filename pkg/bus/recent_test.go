package bus

import "testing"

// A viewer that waits for its first event is shown that the server is there, else
// it takes the silence for a broken connection; one that comes later is not told
// of silences before its time.
func TestWhoWaitsHearsTheBeat(t *testing.T) {
	var l recent
	l.begin(0)
	l.append(1, "said", []byte(`{}`))
	l.show()
	waiting, _ := l.enter(1)
	reading, _ := l.enter(0)
	for _, place := range []*place{&waiting, &reading} {
		for {
			if data, _ := l.next(place); len(data) == 0 {
				break
			}
		}
	}
	l.beat()
	late, _ := l.enter(1)
	for name, c := range map[string]struct {
		*place
		want string
	}{"waits for its first event": {&waiting, ": heartbeat\n\n"}, "has read": {&reading, ": heartbeat\n\n"}, "came later": {&late, ""}} {
		if data, _ := l.next(c.place); string(data) != c.want {
			t.Errorf("one that %s got %q, want %q", name, data, c.want)
		}
		if data, more := l.next(c.place); len(data) > 0 || more == nil {
			t.Errorf("one that %s got %q as well", name, data)
		}
	}
	l.append(2, "said", []byte(`{}`))
	l.show()
	for _, place := range []*place{&waiting, &reading, &late} {
		if data, _ := l.next(place); string(data) != "id: 2\nevent: said\ndata: {}\n\n" {
			t.Errorf("after the silence %q", data)
		}
	}
}
