package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

const (
	tablets     = 4
	secretaries = 2
	people      = 6
	capturing   = 60  // suggestions a second, all tablets together
	asksAgain   = .1  // chance that a tablet sends once more what was answered before
	hasAuthor   = .25 // chance that a line has an author
)

// load is a forum in which tablets capture, secretaries put questions and count,
// and authors are told, while something is done to the house.
type load struct {
	house   house
	staff   *caller
	history *history
	decides bool // the secretaries work, too

	forum, theme, session string
	tablets               []*tablet
	people                []string

	mu           sync.Mutex
	sent         map[string]line // by id
	acknowledged []string
	claimed      map[string]bool // proposals that a secretary has taken
	decided      map[string]bool // decisions acknowledged
}

type line struct {
	text, author string
	counter      int
	at           time.Time
}

type tablet struct {
	*caller
	id      string
	secret  string
	counter int
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

type words struct {
	KK string `json:"kk"`
	RU string `json:"ru"`
}

// openForum makes a forum with a yurt, its tablets, and people who want to be told.
func openForum(ctx context.Context, h house) (*load, error) {
	nobody := newCaller(h.url())
	l := &load{
		house: h, staff: nobody.as(nobody.signIn(h.account())), history: &history{}, decides: true,
		forum: newID(), theme: newID(), session: newID(),
		sent: map[string]line{}, claimed: map[string]bool{}, decided: map[string]bool{},
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	title, path, now := words{"Сынақ", "Испытание"}, "/api/sessions/forums/"+l.forum, time.Now().UTC()
	for _, step := range []struct {
		path string
		in   any
	}{
		{"/api/sessions/forums", map[string]any{"id": l.forum, "kind": "city", "title": title, "region": "KZ-75", "time_zone": "Asia/Almaty",
			"starts_on": now.Format(time.DateOnly), "ends_on": now.Format(time.DateOnly), "state": "running", "quorum": map[string]int{"eligible": people, "percent": 50}}},
		{path + "/themes", map[string]any{"id": l.theme, "key": "chaos", "title": title}},
		{path + "/sessions", map[string]any{"id": l.session, "kind": "breakout", "theme_id": l.theme, "title": title, "yurt": 1,
			"starts_at": now, "ends_at": now.Add(time.Hour)}},
	} {
		if err := l.staff.again(ctx, http.MethodPost, step.path, step.in, nil); err != nil {
			return nil, fmt.Errorf("opening a forum: %w", err)
		}
	}
	for range tablets {
		t, err := l.pair(ctx)
		if err != nil {
			return nil, fmt.Errorf("pairing a tablet: %w", err)
		}
		l.tablets = append(l.tablets, t)
	}
	for range people {
		if err := l.register(ctx, newID()); err != nil {
			return nil, fmt.Errorf("registering a participant: %w", err)
		}
	}
	return l, nil
}

// pair gives a new tablet its token.
func (l *load) pair(ctx context.Context) (*tablet, error) {
	t := &tablet{id: newID()}
	var code struct{ Code string }
	if err := l.staff.again(ctx, http.MethodPost, "/api/sessions/forums/"+l.forum+"/sessions/"+l.session+"/pairings", nil, &code); err != nil {
		return nil, err
	}
	nobody := newCaller(l.house.url())
	var paired struct{ Secret string }
	in := map[string]string{"code": code.Code, "device_id": t.id, "name": "chaos"}
	if err := nobody.again(ctx, http.MethodPost, "/api/sessions/pairings/redeem", in, &paired); err != nil {
		return nil, err
	}
	t.secret = paired.Secret
	t.caller = nobody.as(func(ctx context.Context) (string, error) {
		var out struct {
			AccessToken string `json:"access_token"`
		}
		err := nobody.once(ctx, http.MethodPost, "/api/sessions/devices/"+t.id+"/token", map[string]string{"secret": paired.Secret}, &out)
		return out.AccessToken, err
	})
	return t, nil
}

// register takes somebody in who wants to be written to.
func (l *load) register(ctx context.Context, id string) error {
	path := "/api/sessions/forums/" + l.forum + "/participants"
	var text struct{ Version string }
	if err := l.staff.again(ctx, http.MethodGet, "/api/sessions/forums/"+l.forum+"/consent-text", nil, &text); err != nil {
		return err
	}
	consent := map[string]any{"scope": "processing", "text_version": text.Version, "given": true}
	told := map[string]any{"scope": "notifications", "channel": "email", "text_version": text.Version, "given": true}
	contact := map[string]string{"channel": "email", "address": id + "@example.kz", "language": "kk"}
	for _, step := range []struct {
		method, path string
		in           any
	}{
		{http.MethodPost, path, map[string]string{"id": id, "name": "Айжан А.", "language": "kk"}},
		{http.MethodPost, path + "/" + id + "/consents", consent},
		{http.MethodPost, path + "/" + id + "/consents", told},
		{http.MethodPut, "/api/notifications/forums/" + l.forum + "/contacts/" + id, contact},
	} {
		if err := l.staff.again(ctx, step.method, step.path, step.in, nil); err != nil {
			return err
		}
	}
	l.people = append(l.people, id)
	return nil
}

// run works until stop is closed, and ends once everybody's last request is
// answered. seed decides who does what.
func (l *load) run(ctx context.Context, stop <-chan struct{}, seed uint64) error {
	working, over := context.WithCancel(ctx)
	defer over()
	go func() {
		select {
		case <-stop:
			over()
		case <-working.Done():
		}
	}()
	pace := rate.NewLimiter(capturing, 1)
	group, ctx := errgroup.WithContext(ctx)
	for i := range tablets {
		r := rand.New(rand.NewPCG(seed, uint64(i))) // #nosec G404 G115 -- a play, not a secret
		group.Go(func() error {
			for pace.Wait(working) == nil {
				if err := l.capture(ctx, i, r); err != nil {
					return fmt.Errorf("tablet %d: %w", i, err)
				}
			}
			return nil
		})
	}
	for i := range secretaries {
		if !l.decides {
			break
		}
		group.Go(func() error {
			for working.Err() == nil {
				if err := l.decide(ctx, working, tablets+2*i); err != nil {
					return fmt.Errorf("secretary %d: %w", i, err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// capture sends a line until it is answered; now and then it sends an old one
// again, as a tablet does that has lost an answer.
func (l *load) capture(ctx context.Context, client int, r *rand.Rand) error {
	t := l.tablets[client]
	id := l.anOldOne(r)
	if id == "" {
		id = newID()
		t.counter++
		l.mu.Lock()
		said := line{text: fmt.Sprintf("Планшет %d, сөз %d", client, t.counter), counter: t.counter, at: time.Now().UTC()}
		if r.Float64() < hasAuthor {
			said.author = l.people[r.IntN(len(l.people))]
		}
		l.sent[id] = said
		l.mu.Unlock()
	}
	l.mu.Lock()
	said := l.sent[id]
	l.mu.Unlock()
	in := map[string]any{
		"id": id, "session_id": l.session, "theme_id": l.theme, "text": said.text, "language": "kk", "kind": "idea",
		"device_counter": said.counter, "typed_at": said.at,
	}
	if said.author != "" {
		in["author_id"] = said.author
	}
	return answered(ctx, func() error {
		var out struct {
			Receipts []struct {
				Outcome, Receipt string
				Number           int64
				Problem          any
			}
		}
		a := attempt{client: client, verb: "capture", of: id, sent: time.Now()}
		err := t.once(ctx, http.MethodPost, "/api/facilitation/forums/"+l.forum+"/suggestions", map[string]any{"suggestions": []any{in}}, &out)
		if err == nil {
			if len(out.Receipts) != 1 || out.Receipts[0].Number == 0 {
				return &refusal{body: fmt.Sprintf("capturing %s: %+v", id, out)}
			}
			answer := out.Receipts[0]
			a.answered, a.number, a.receipt, a.fresh = time.Now(), answer.Number, answer.Receipt, answer.Outcome == "stored"
			l.mu.Lock()
			if !slices.Contains(l.acknowledged, id) {
				l.acknowledged = append(l.acknowledged, id)
			}
			l.mu.Unlock()
		}
		l.history.add(a)
		return err
	})
}

func (l *load) anOldOne(r *rand.Rand) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.acknowledged) == 0 || r.Float64() >= asksAgain {
		return ""
	}
	return l.acknowledged[r.IntN(len(l.acknowledged))]
}

// decide takes a proposal through the plenary: worded, put, counted by two at a
// time while a third looks, decided. It does nothing while there is none.
func (l *load) decide(ctx, working context.Context, client int) error {
	proposal := l.claim(working)
	if proposal == "" {
		pause(working, 50*time.Millisecond)
		return nil
	}
	text := words{"Өтініш.", "Предложение."}
	path, question := "/api/decisions/forums/"+l.forum, newID()
	reworded := map[string]any{"text": text, "translation_checked": true}
	if err := l.staff.again(ctx, http.MethodPost, path+"/proposals/"+proposal+"/reword", reworded, nil); err != nil {
		return err
	}
	put := map[string]any{"id": question, "proposal_id": proposal, "text": text, "majority": "simple"}
	if err := l.staff.again(ctx, http.MethodPost, path+"/questions", put, nil); err != nil {
		return err
	}
	counters, counting := errgroup.WithContext(ctx)
	for i := range 2 {
		counters.Go(func() error { return l.count(counting, client+i, question, people-1-i) })
	}
	counters.Go(func() error { return l.look(counting, client, question) })
	if err := counters.Wait(); err != nil {
		return err
	}
	if err := l.look(ctx, client, question); err != nil {
		return err
	}
	if err := l.record(ctx, client, question); err != nil {
		return err
	}
	return l.look(ctx, client, question)
}

func (l *load) claim(ctx context.Context) string {
	var page struct{ Items []struct{ ID string } }
	err := l.staff.once(ctx, http.MethodGet, "/api/decisions/forums/"+l.forum+"/proposals?state=open&limit=20", nil, &page)
	if err != nil {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range page.Items {
		if !l.claimed[p.ID] {
			l.claimed[p.ID] = true
			return p.ID
		}
	}
	return ""
}

func (l *load) count(ctx context.Context, client int, question string, hands int) error {
	id := newID()
	in := map[string]any{"id": id, "for": hands, "against": 0, "abstained": 0, "present": people}
	return answered(ctx, func() error {
		a := attempt{client: client, verb: "count", of: question, id: fmt.Sprint(hands), sent: time.Now()}
		err := l.staff.once(ctx, http.MethodPost, "/api/decisions/forums/"+l.forum+"/questions/"+question+"/votes", in, nil)
		if a.refused = refusedWith(err, "question_decided"); err == nil || a.refused {
			a.answered = time.Now()
		}
		l.history.add(a)
		return err
	})
}

func (l *load) look(ctx context.Context, client int, question string) error {
	return answered(ctx, func() error {
		var q struct {
			State string
			Votes *struct{ For int }
		}
		a := attempt{client: client, verb: "read", of: question, sent: time.Now()}
		err := l.staff.once(ctx, http.MethodGet, "/api/decisions/forums/"+l.forum+"/questions/"+question, nil, &q)
		if err != nil {
			return err // who saw nothing changed nothing
		}
		a.answered, a.decidedBy = time.Now(), q.State == "decided"
		if q.Votes != nil {
			a.last = fmt.Sprint(q.Votes.For)
		}
		l.history.add(a)
		return nil
	})
}

func (l *load) record(ctx context.Context, client int, question string) error {
	id := newID()
	return answered(ctx, func() error {
		var d struct{ Number int64 }
		a := attempt{client: client, verb: "decide", of: id, sent: time.Now()}
		err := l.staff.once(ctx, http.MethodPost, "/api/decisions/forums/"+l.forum+"/decisions",
			map[string]any{"id": id, "question_id": question, "outcome": "adopted"}, &d)
		if err == nil {
			a.answered, a.number = time.Now(), d.Number
			l.mu.Lock()
			l.decided[id] = true
			l.mu.Unlock()
		}
		l.history.add(a)
		settled := a
		settled.verb, settled.of = "settle", question
		l.history.add(settled)
		return err
	})
}

// atSecretariat is how many suggestions have come to the secretariat.
func (l *load) atSecretariat(ctx context.Context) int {
	var page struct{ Total int }
	if l.staff.once(ctx, http.MethodGet, "/api/decisions/forums/"+l.forum+"/proposals?limit=1&total=true", nil, &page) != nil {
		return -1
	}
	return page.Total
}

func (l *load) acknowledgedSoFar() int { l.mu.Lock(); defer l.mu.Unlock(); return len(l.acknowledged) }

func join(wrong []string) string {
	const most = 8
	if len(wrong) > most {
		wrong = append(wrong[:most:most], fmt.Sprintf("and %d more", len(wrong)-most))
	}
	return strings.Join(wrong, "\n      ")
}
