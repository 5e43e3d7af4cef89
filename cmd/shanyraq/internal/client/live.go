package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract"
)

// Event is one event of a live stream.
type Event struct {
	Sequence uint64 // in the service's stream; where to go on after a break
	Name     string // "SuggestionCaptured"
	Data     json.RawMessage
	At       time.Time // when it arrived here
}

// silence is how long a stream may say nothing, not even a heartbeat, before it
// is opened anew.
const silence = 40 * time.Second

// Reset is the name of the event after which a stream is told from its beginning
// again: the server does not know the place that we had reached, because its
// stream was restored or made anew.
const Reset = "reset"

// Live is a service's live stream of a forum.
type Live = contract.Operation[contract.None, contract.None]

const fromStart = "start"

// Follow reads a live stream until ctx ends, and goes on
// where it was after every break. ready is called at each connection, before
// the first event of it; each is called for every event and must be quick. After
// the event Reset all events come again.
// It returns an error only when the stream is refused for good, or when it
// could not be opened for longer than the client's patience.
func (c *Client) Follow(ctx context.Context, live Live, ready func(), each func(Event)) error {
	path := live.Path
	var last string // the id to go on after, or fromStart
	away, try, renewed := time.Now(), 0, 0
	for ctx.Err() == nil {
		err := c.listen(ctx, path, &last, func() { away, try, renewed = time.Time{}, 0, 0; ready() }, each)
		if away.IsZero() {
			away = time.Now()
		}
		switch {
		case ctx.Err() != nil: // the caller has seen enough
		case statusOf(err) == http.StatusUnauthorized && renewed < 2 && c.who != nil:
			c.who.forgetAny()
			renewed++
		case !passing(err, try, time.Since(away)) || time.Since(away) > c.patience:
			return fmt.Errorf("following %s: %w", path, err)
		}
		_ = sleep(ctx, pause(err, try)) // the loop sees when ctx ends
		try++
	}
	return nil
}

// listen reads one connection's worth of events.
func (c *Client) listen(ctx context.Context, path string, last *string, ready func(), each func(Event)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	alarm := time.AfterFunc(silence, cancel)
	defer alarm.Stop()
	if *last == fromStart {
		path += "?from=start"
	}
	req, _, err := c.request(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	if *last != "" && *last != fromStart {
		req.Header.Set("Last-Event-ID", *last)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= 400 {
		data, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
		return problemOf(resp, data)
	}
	again := false
	return readEvents(resp.Body, func(id, name, data string) {
		if again {
			return // it comes again
		}
		alarm.Reset(silence)
		if id != "" {
			*last = id
		}
		switch name {
		case "ready":
			ready()
		case "": // a heartbeat
		case Reset:
			*last, again = fromStart, true
			each(Event{Name: name, At: time.Now()})
			cancel()
		default:
			n, _ := strconv.ParseUint(id, 10, 64)
			each(Event{Sequence: n, Name: name, Data: json.RawMessage(data), At: time.Now()})
		}
	})
}

// readEvents splits a stream of server-sent events; a comment counts as an event
// without a name. The stream's end is an error: it never ends by itself.
func readEvents(r io.Reader, each func(id, name, data string)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var id, name string
	var data []string
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("reading the live stream: %w", err)
		}
		field, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case field == "id":
			id = value
		case field == "event":
			name = value
		case field == "data":
			data = append(data, value)
		case field == "" && value != "": // a comment
			each("", "", "")
		case field == "" && name != "":
			each(id, name, strings.Join(data, "\n"))
			id, name, data = "", "", nil
		}
	}
}
