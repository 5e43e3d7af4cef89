package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestARestoredForumGoesOn: a backup while tablets send, the server killed some lines
// later, restored into an empty folder on another port. The tablets send everything
// again that they ever sent: what was acknowledged before the backup has the same
// answer, every line is there once, and nobody gets a letter twice.
func TestARestoredForumGoesOn(t *testing.T) {
	letters := catchLetters(t)
	t.Setenv("SHANYRAQ_SMTP_HOST", "127.0.0.1")
	t.Setenv("SHANYRAQ_SMTP_PORT", fmt.Sprint(letters.port))
	t.Setenv("SHANYRAQ_SMTP_TLS", "none")
	t.Setenv("SHANYRAQ_SMTP_RATE", "60") // slower than the tablets: some letters wait when the backup is made
	before := serve(t)
	road := newRoad(t, before.url)
	p := simulate(t, road.url, "--count", "400", "--yurts", "8", "--participants", "60", "--rate", "16")
	until(t, p.process, "captures", func() bool { return len(road.acknowledged()) >= 80 })

	acknowledged := road.acknowledged()
	file := filepath.Join(folder(t), "forum.backup")
	if out := command(t, 0, "backup", file, "--data-dir", before.dir); !strings.Contains(out, "checked") {
		t.Errorf("backup says %q", out)
	}
	if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("the backup is readable for others: %v, %v", fi, err)
	}
	lost := len(road.acknowledged()) + 40
	until(t, p.process, "captures that the backup has not", func() bool { return len(road.acknowledged()) >= lost })
	until(t, p.process, "letters", func() bool { return letters.count() >= 60 })
	before.signal(syscall.SIGKILL)
	before.wait()
	p.signal(syscall.SIGKILL)
	p.wait()

	oneFlippedByteIsFound(t, file)
	after := &installation{dir: filepath.Join(folder(t), "restored"), url: fmt.Sprintf("http://127.0.0.1:%d", freePort(t))}
	command(t, 0, "restore", file, "--data-dir", after.dir)
	after.start(t)
	for id, answer := range acknowledged {
		if again := road.sendAgain(t, after.url, id); again != answer {
			t.Errorf("%s was acknowledged with %s, and is %s now", id, answer, again)
		}
	}
	for id := range road.sent {
		if acknowledged[id] == "" {
			road.sendAgain(t, after.url, id)
		}
	}
	token := signIn(t, after.url, firstOrganiser)
	var stored struct{ Total int }
	getAs(t, token, after.url+"/api/facilitation/forums/"+road.forum+"/suggestions?total=true&limit=1", &stored)
	if stored.Total != len(road.sent) {
		t.Errorf("%d suggestions are stored, %d were sent", stored.Total, len(road.sent))
	}
	named := 0 // lines that somebody is told of
	for _, l := range road.sent {
		if l.author != "" {
			named++
		}
	}
	var counts map[string]int
	until(t, after.process, "the letters come to rest", func() bool {
		getAs(t, token, after.url+"/api/notifications/forums/"+road.forum+"/message-counts", &counts)
		return counts["total"] >= named && counts["queued"]+counts["sending"] == 0
	})
	if counts["held"] == 0 {
		t.Errorf("no letter waits for an organiser's word: %v", counts)
	}
	letters.onceEach(t, road)
	t.Logf("%d lines, %d of them acknowledged before the backup; %d letters went out, %d wait", len(road.sent), len(acknowledged), letters.count(), counts["held"])
	if out := command(t, 1, "restore", file, "--data-dir", after.dir); !strings.Contains(out, "not empty") {
		t.Errorf("restoring over an installation: %q", out)
	}
}

func oneFlippedByteIsFound(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	broken := filepath.Join(folder(t), "broken.backup")
	if err := os.WriteFile(broken, data, 0o600); err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(folder(t), "nothing")
	if out := command(t, 1, "restore", broken, "--data-dir", into); !strings.Contains(out, "the file is damaged") {
		t.Errorf("one flipped byte: %q", out)
	}
	if _, err := os.Stat(into); err == nil {
		t.Error("a damaged backup was restored")
	}
}

// command runs an operator's command and returns all that it says.
func command(t *testing.T, status int, args ...string) string {
	t.Helper()
	p := start(t, nil, nil, "shanyraq", args...)
	if got := p.wait(); got != status {
		t.Errorf("%s ended with %d: %s", args[0], got, p.out.String())
	}
	return p.out.String()
}

// road is the way from the tablets to the server. It remembers every line that went
// along it, who said it, what was answered, and whose address is whose.
type road struct {
	url, forum string

	mu      sync.Mutex
	sent    map[string]line
	answers map[string]string // by the line's id: its receipt
	people  map[string]string // by address
}

type line struct {
	path, token  string
	item         json.RawMessage
	author, text string
}

var (
	capturePath = regexp.MustCompile(`^/api/facilitation/forums/([^/]+)/suggestions$`)
	contactPath = regexp.MustCompile(`^/api/notifications/forums/[^/]+/contacts/([^/]+)$`)
)

func newRoad(t *testing.T, server string) *road {
	r := &road{sent: map[string]line{}, answers: map[string]string{}, people: map[string]string{}}
	on := proxyTo(t, server)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		capture, contact := capturePath.FindStringSubmatch(req.URL.Path), contactPath.FindStringSubmatch(req.URL.Path)
		if req.Method == http.MethodGet || capture == nil && contact == nil {
			on.ServeHTTP(w, req)
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if contact != nil {
			r.note(contact[1], body)
			on.ServeHTTP(w, req)
			return
		}
		r.leave(capture[1], req, body)
		answer := httptest.NewRecorder()
		on.ServeHTTP(answer, req)
		r.arrive(answer)
		for k, v := range answer.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(front.Close)
	r.url = front.URL
	return r
}

func (r *road) note(person string, body []byte) {
	var contact struct{ Address string }
	if json.Unmarshal(body, &contact) == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.people[contact.Address] = person
	}
}

func (r *road) leave(forum string, req *http.Request, body []byte) {
	var batch struct{ Suggestions []json.RawMessage }
	if json.Unmarshal(body, &batch) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forum = forum
	for _, item := range batch.Suggestions {
		var said struct {
			ID, Text string
			Author   string `json:"author_id"`
		}
		if json.Unmarshal(item, &said) == nil {
			r.sent[said.ID] = line{req.URL.Path, req.Header.Get("Authorization"), item, said.Author, said.Text}
		}
	}
}

type receipts struct {
	Receipts []struct {
		ID      string
		Number  int
		Receipt string
	}
}

func (r *road) arrive(answer *httptest.ResponseRecorder) {
	var all receipts
	if answer.Code >= 300 || json.Unmarshal(answer.Body.Bytes(), &all) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range all.Receipts {
		r.answers[one.ID] = fmt.Sprint(one.Number, " ", one.Receipt)
	}
}

// acknowledged are the receipts that have arrived, by the line's id.
func (r *road) acknowledged() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[string]string, len(r.answers))
	for id, answer := range r.answers {
		all[id] = answer
	}
	return all
}

func (r *road) sendAgain(t *testing.T, server, id string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"suggestions": []json.RawMessage{r.sent[id].item}})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+r.sent[id].path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", r.sent[id].token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, _ := io.ReadAll(resp.Body)
	var all receipts
	if err := json.Unmarshal(data, &all); err != nil || len(all.Receipts) != 1 {
		t.Fatalf("a line sent again: %s %s", resp.Status, data)
	}
	return fmt.Sprint(all.Receipts[0].Number, " ", all.Receipts[0].Receipt)
}

func signIn(t *testing.T, server string, who organiser) string {
	t.Helper()
	body := fmt.Sprintf(`{"login":%q,"password":%q}`, who.login, who.password)
	resp, err := http.Post(server+"/api/sessions/sign-in", "application/json", strings.NewReader(body)) // #nosec G107 -- our own server
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var signed struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&signed); err != nil || signed.Token == "" {
		t.Fatalf("signing in: %s, %v", resp.Status, err)
	}
	return signed.Token
}

func getAs(t *testing.T, token, url string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
}
