package bus

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// digestEvery is how long a digest gathers before it is told.
const digestEvery = time.Second

// digestMost is how many ids of one kind are told at a time. Whoever gets so many
// reads all that it shows anew, as after a reset.
const digestMost = 200

// digest gathers of which things the events spoke, each once.
type digest struct {
	members []string // of the events' data
	seq     uint64   // the last event in it
	told    map[string]map[string][]string
	due     <-chan time.Time // nil while it holds nothing
}

// digestFor is the digest that a request asks for, nil if it wants the events.
func digestFor(r *http.Request) *digest {
	members := r.URL.Query().Get("told")
	if members == "" {
		return nil
	}
	return &digest{members: strings.Split(members, ","), told: map[string]map[string][]string{}}
}

// waits tells when the digest is to be told.
func (d *digest) waits() <-chan time.Time {
	if d == nil {
		return nil
	}
	return d.due
}

// read takes in events as appendEvent has written them and returns what is none:
// the comments that show that the server is there.
func (d *digest) read(text []byte) (rest []byte) {
	for block := range bytes.SplitSeq(text, []byte("\n\n")) {
		if len(block) == 0 {
			continue
		}
		if block[0] == ':' {
			rest = append(append(rest, block...), "\n\n"...)
			continue
		}
		var seq uint64
		var name string
		var data []byte
		for line := range bytes.SplitSeq(block, []byte("\n")) {
			field, value, _ := bytes.Cut(line, []byte(": "))
			switch string(field) {
			case "id":
				seq, _ = strconv.ParseUint(string(value), 10, 64)
			case "event":
				name = string(value)
			case "data":
				data = append(data, value...)
			}
		}
		d.add(seq, name, data)
	}
	return rest
}

func (d *digest) add(seq uint64, name string, data []byte) {
	d.seq = seq
	if d.due == nil {
		d.due = time.After(digestEvery)
	}
	of := d.told[name]
	if of == nil {
		of = map[string][]string{}
		d.told[name] = of
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		return // that it happened is told all the same
	}
	for _, member := range d.members {
		var one string
		var ids []string
		if json.Unmarshal(all[member], &one) == nil {
			ids = []string{one}
		} else if json.Unmarshal(all[member], &ids) != nil {
			continue
		}
		for _, id := range ids {
			if id != "" && len(of[member]) < digestMost && !slices.Contains(of[member], id) {
				of[member] = append(of[member], id)
			}
		}
	}
}

// event empties the digest: {"VoteCounted": {"question_id": ["…"]}}.
func (d *digest) event() []byte {
	data, _ := json.Marshal(d.told) // texts always encode
	d.told, d.due = map[string]map[string][]string{}, nil
	return appendEvent(nil, d.seq, "changed", data)
}
