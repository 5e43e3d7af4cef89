// Package simulation plays a whole forum against a running server, through its
// public API only: tablets capture what people say, the secretariat merges and
// words it, the plenary votes, the plan is published and reported on, and
// everybody is told. Then it compares what went in with what came out, one by
// one, at every leg of the way.
package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
	"github.com/shanyraq/shanyraq/events"
	"golang.org/x/sync/errgroup"
)

// Options say what is played.
type Options struct {
	Organiser    *client.Client // signed in; may make forums
	Ideas        []Idea
	Yurts        int
	Participants int     // 0 = as many as such a number of ideas comes from
	Rate         float64 // ideas a second over all tablets; 0 = as fast as it goes
	Seed         uint64
	Progress     *Progress
}

// workers is how many requests of the secretariat and the organisers are under
// way at once. The tablets come on top of them.
const workers = 16

// play is a forum that is being played.
type play struct {
	Options
	rand    *rand.Rand
	script  script
	forum   string
	staff   staff
	themes  map[string]sessions.Theme // by key
	yurts   []yurt
	plenary sessions.Session
	bodies  []body
	people  []person
	said    []*saying          // in the order of the ideas
	saying  map[string]*saying // the same by suggestion id
	agenda  []*item
	lines   []*recommendation
	live    watch
	report  *Report
}

// Run plays a forum and audits it. The report is there even when something was
// lost; an error means that the play could not be finished.
func Run(ctx context.Context, o Options) (*Report, error) {
	p := newPlay(o, script{
		forum: sessions.NewForum{
			Kind: "city", Region: "KZ-75", TimeZone: "Asia/Almaty",
			Title: events.Text{KK: "Форум үлгісі (симуляция)", RU: "Учебный форум (симуляция)"}.With("en", "Simulated forum"),
			Place: events.Text{KK: "Алматы қаласы", RU: "город Алматы"},
		},
	})
	started := time.Now()
	err := p.steps(ctx,
		p.openForum, p.hireStaff, p.raiseYurts, p.inviteBodies, p.registerPeople, p.castIdeas, // before the day
		p.beginForum, p.watch, p.pairTablets, p.capture, // in the yurts
		p.findHomes, p.confirmReports, // what the yurts recommend
		p.merge, p.takeApart, p.word, // the secretariat
		p.decideAll,                        // the plenary
		p.draftMeasures, p.publish, p.tell, // the plan
		p.awaitNotices, p.audit, p.dismissStaff)
	p.Progress.end()
	p.live.stop()
	if err != nil {
		return nil, err
	}
	p.report.Seconds = time.Since(started).Seconds()
	return p.report, nil
}

func newPlay(o Options, s script) *play {
	if o.Participants == 0 {
		o.Participants = max(20, len(o.Ideas)/3) // two or three ideas a person
	}
	return &play{
		Options: o, script: s,
		rand:   rand.New(rand.NewPCG(o.Seed, 0x706c6179)), // #nosec G404 -- a play, not a secret
		themes: map[string]sessions.Theme{},
		report: &Report{Seed: o.Seed, Findings: []string{}},
	}
}

func (p *play) steps(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// each does n things at once, as many as there are workers, and counts them as
// the progress of a phase.
func (p *play) each(ctx context.Context, name string, n int, do func(ctx context.Context, i int) error) error {
	p.Progress.begin(name, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i := range n {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := do(ctx, i); err != nil {
				return err
			}
			p.Progress.step(1)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// script is what differs between plays.
type script struct {
	forum sessions.NewForum
	// logins names the staff accounts, and gives them a well-known password;
	// nil makes accounts for this play only.
	logins *credentials
	// keepOpen is the share of proposals that no question is put for, keepPut
	// the share that is put but not voted on yet, keepSilent the share of
	// measures that nobody reports on yet.
	keepOpen, keepPut, keepSilent float64
}

type credentials struct{ password string }
