package notifications_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// stage is a running service with the voices of the other services around it.
type stage struct {
	*testkit.House
	t      testing.TB
	config notifications.Config
	forum  string
	bearer string // an organiser's
	number int64
	stop   func() // stops the service; called again it does nothing
	db     *sqlx.DB
	said   int // events
}

func newStage(t testing.TB, c notifications.Config) *stage {
	t.Helper()
	s := &stage{House: testkit.NewHouse(t), t: t, config: c, forum: newID()}
	s.bearer = s.Token(t, newID(), s.forum, "organiser")
	s.start()
	t.Cleanup(func() { s.stop() })
	return s
}

// start runs the service on the same database, NATS and data folder: after stop
// it is a restart.
func (s *stage) start() {
	s.t.Helper()
	h := *s.Host
	h.Mux, h.Metrics = http.NewServeMux(), service.NewMetrics()
	s.Host = &h
	n, err := notifications.New(s.t.Context(), &h, s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.URL = "http://" + ln.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, ln, n) }()
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("serving: %v", err)
		}
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func text(s string) events.Text { return events.Text{KK: s + " (kk)", RU: s + " (ru)"} }

// say publishes other services' events.
func (s *stage) say(evs ...bus.Event) []uuid.UUID {
	s.t.Helper()
	return testkit.Publish(s.t, s.House, evs...)
}

func (s *stage) forumDescribed() events.ForumDescribed {
	return events.ForumDescribed{ForumID: s.forum, Version: 1, Kind: "city", Title: text("Forum"), TimeZone: "Asia/Almaty", State: "running"}
}

// person is a participant who wants to be told.
type person struct{ id, address string }

func (s *stage) registered(p person, language string) events.ParticipantRegistered {
	return events.ParticipantRegistered{ForumID: s.forum, ParticipantID: p.id, Version: 1, Language: language}
}

func (s *stage) consent(p person, scope string, version int, given bool) events.ConsentChanged {
	e := events.ConsentChanged{ForumID: s.forum, ParticipantID: p.id, Version: version, Scope: events.ConsentScope(scope), TextVersion: "1", Given: given, ChangedAt: time.Now()}
	if scope == "notifications" {
		e.Channel = "email"
	}
	return e
}

func (s *stage) path(format string, args ...any) string {
	return "/api/notifications/forums/" + s.forum + fmt.Sprintf(format, args...)
}

func (s *stage) putContact(p person) {
	s.t.Helper()
	s.Call(s.t, 200, "PUT", s.path("/contacts/%s", p.id), s.bearer, map[string]any{"channel": "email", "address": p.address}, nil)
}

// welcome registers a person with contact and both consents.
func (s *stage) welcome(language string) person {
	s.t.Helper()
	p := newPerson()
	s.say(s.registered(p, language), s.consent(p, "processing", 2, true), s.consent(p, "notifications", 3, true))
	s.putContact(p)
	return p
}

func newPerson() person {
	id := newID()
	return person{id: id, address: "p" + id[len(id)-8:] + "@example.kz"}
}

// suggestion is one by the person, about to be captured.
func (s *stage) suggestion(by string) events.Suggestion {
	s.number++
	return events.Suggestion{
		ForumID: s.forum, SuggestionID: newID(), Version: 1, Number: s.number, Receipt: fmt.Sprintf("7K3F-92QX-%02d", s.number%100),
		Text: "secret words", OriginalText: "secret words", Language: "kk", AuthorID: by, Source: "session", State: "received", ReceivedAt: time.Now(),
	}
}

type shown struct {
	ID            string   `json:"id"`
	ParticipantID string   `json:"participant_id"`
	Kind          string   `json:"kind"`
	FactID        string   `json:"fact_id"`
	SuggestionIDs []string `json:"suggestion_ids"`
	Language      string   `json:"language"`
	Subject       string   `json:"subject"`
	State         string   `json:"state"`
	Attempts      int      `json:"attempts"`
	LastError     string   `json:"last_error"`
	MaskedAddress string   `json:"masked_address"`
	Body          struct{ Text, HTML string }
}

// messages lists all messages of the forum that fit a query ("state=sent").
func (s *stage) messages(query string) []shown {
	s.t.Helper()
	var all []shown
	for after := ""; ; {
		var page struct {
			Items []shown
			Next  string
		}
		path := s.path("/messages?limit=500&%s", query)
		if after != "" {
			path += "&after=" + after
		}
		s.Call(s.t, 200, "GET", path, s.bearer, nil, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

func (s *stage) message(id string) shown {
	s.t.Helper()
	var m shown
	s.Call(s.t, 200, "GET", s.path("/messages/%s", id), s.bearer, nil, &m)
	return m
}

func (s *stage) counts() map[string]int {
	s.t.Helper()
	var n map[string]int
	s.Call(s.t, 200, "GET", s.path("/message-counts"), s.bearer, nil, &n)
	return n
}

// settle waits until the counts are as wanted; states not named must be empty.
func (s *stage) settle(want map[string]int) {
	s.t.Helper()
	var got map[string]int
	defer func() {
		if s.t.Failed() {
			s.t.Logf("counts %v, want %v", got, want)
		}
	}()
	testkit.Eventually(s.t, fmt.Sprintf("counts %v", want), func() bool {
		got = s.counts()
		for state, n := range got {
			if state != "total" && n != want[state] {
				return false
			}
		}
		return true
	})
}

// quiet waits until the service has nothing to do: all it heard is composed.
// Since a message that must not exist cannot be waited for, a later one that
// must is: facts are composed in the order of their touching.
func (s *stage) quiet() {
	s.t.Helper()
	p := s.welcome("en")
	e := s.suggestion(p.id)
	s.say(events.SuggestionCaptured{Suggestion: e})
	testkit.Eventually(s.t, "the last receipt", func() bool {
		ms := s.messages("participant_id=" + p.id)
		return len(ms) == 1 && ms[0].State == "sent"
	})
}

func (s *stage) tokenFor(roles ...string) string { return s.Token(s.t, newID(), s.forum, roles...) }

// database is the service's, for what no route shows.
func (s *stage) database() *sqlx.DB {
	s.t.Helper()
	if s.db != nil {
		return s.db
	}
	var err error
	if s.db, err = sqlx.Open("postgres", s.DatabaseURL); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.db.Close() })
	return s.db
}

// heard waits until the service has received n events and composed what follows
// from them.
func (s *stage) heard(n int) {
	s.t.Helper()
	testkit.Eventually(s.t, "events composed", func() bool {
		return s.rows(`SELECT count(*) FROM notifications.inbox`) >= n && s.rows(`SELECT count(*) FROM notifications.touched`) == 0
	})
}

func (s *stage) rows(query string, args ...any) (n int) {
	s.t.Helper()
	if err := s.database().Get(&n, query, args...); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *stage) exec(statement string, args ...any) {
	s.t.Helper()
	if _, err := s.database().Exec(statement, args...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) mailFile(message string) string {
	s.t.Helper()
	file, err := os.ReadFile(filepath.Join(s.DataDir, "mail", s.forum, message+".eml"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(file)
}
