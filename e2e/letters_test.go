package e2e

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// letters is a mail server that keeps what it takes.
type letters struct {
	port int
	mu   sync.Mutex
	all  []letter
}

type letter struct{ to, id, text string }

func catchLetters(t *testing.T) *letters {
	t.Helper()
	l := &letters{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &envelope{box: l}, nil }))
	server.Domain = "letters.test"
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Close() })
	return l
}

func (l *letters) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// onceEach wants no letter twice: no id, and nobody told more often of a line than
// this person has said it.
func (l *letters) onceEach(t *testing.T, r *road) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	type said struct{ who, text string }
	lines, told, ids := map[said]int{}, map[said]int{}, map[string]int{}
	for _, s := range r.sent {
		lines[said{s.author, s.text}]++
	}
	for _, one := range l.all {
		if ids[one.id]++; ids[one.id] > 1 {
			t.Errorf("the letter %s came %d times", one.id, ids[one.id])
		}
		for s := range lines {
			if s.who == r.people[one.to] && strings.Contains(one.text, "«"+s.text+"»") {
				told[s]++
			}
		}
	}
	if len(told) == 0 {
		t.Error("no letter quotes a line: this test would find nothing")
	}
	for s, n := range told {
		if n > lines[s] {
			t.Errorf("%s was told %d times of %q, said %d times", s.who, n, s.text, lines[s])
		}
	}
}

// envelope is one mail on its way.
type envelope struct {
	box *letters
	to  string
}

func (e *envelope) Reset()                                    {}
func (e *envelope) Logout() error                             { return nil }
func (e *envelope) Mail(string, *smtp.MailOptions) error      { return nil }
func (e *envelope) Rcpt(to string, _ *smtp.RcptOptions) error { e.to = to; return nil }

func (e *envelope) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if _, err := io.Copy(&text, quotedprintable.NewReader(part)); err != nil {
		return err
	}
	e.box.mu.Lock()
	defer e.box.mu.Unlock()
	e.box.all = append(e.box.all, letter{e.to, m.Header.Get("Message-ID"), strings.ReplaceAll(text.String(), "\r\n", "\n")})
	return nil
}
