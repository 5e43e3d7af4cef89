package simulation

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
	"github.com/shanyraq/shanyraq/events"
)

//go:embed data/themes.csv
var themesCSV []byte

//go:embed data/bodies.csv
var bodiesCSV []byte

// openForum makes the forum with the themes that the ideas have.
func (p *play) openForum(ctx context.Context) error {
	p.Progress.begin("opening the forum", 0)
	f := p.script.forum
	zone, err := time.LoadLocation(f.TimeZone)
	if err != nil {
		return err
	}
	today := day(time.Now().In(zone)) // the day on the forum's own calendar
	f.ID = client.NewID()
	f.StartsOn, f.EndsOn = today, today
	f.Quorum = sessions.Quorum{Eligible: p.Participants, Percent: 50}
	if _, err = p.Organiser.MakeForum(ctx, f); err != nil {
		return err
	}
	p.forum, p.report.ForumID = f.ID, f.ID
	titles, err := readTable(bytes.NewReader(themesCSV), "key", "kk", "ru", "en")
	if err != nil {
		return err
	}
	for _, key := range p.themeKeys() {
		title := events.Text{KK: key, RU: key}
		for _, t := range titles {
			if t["key"] == key {
				title = events.Text{KK: t["kk"], RU: t["ru"]}.With("en", t["en"])
			}
		}
		t, err := p.Organiser.MakeTheme(ctx, p.forum, sessions.NewTheme{ID: client.NewID(), Key: key, Title: title, Position: len(p.themes) + 1})
		if err != nil {
			return fmt.Errorf("theme %s: %w", key, err)
		}
		p.themes[key] = t
	}
	return p.Organiser.SetForumState(ctx, p.forum, "announced")
}

func (p *play) beginForum(ctx context.Context) error {
	return p.Organiser.SetForumState(ctx, p.forum, "running")
}

// themeKeys are the themes in the order in which the ideas have them.
func (p *play) themeKeys() []string {
	var keys []string
	for _, idea := range p.Ideas {
		if !slices.Contains(keys, idea.Theme) {
			keys = append(keys, idea.Theme)
		}
	}
	return keys
}

// staff are the people who work at the forum, each signed in as themselves.
type staff struct {
	secretary, chair, controller, facilitator *client.Client
	accounts                                  []string
}

// hireStaff makes an account for each role and signs in with it.
func (p *play) hireStaff(ctx context.Context) error {
	p.Progress.begin("hiring the staff", 0)
	for _, r := range []struct {
		role, name string
		as         **client.Client
	}{
		{"secretary", "Айгүл Хатшы", &p.staff.secretary},
		{"chair", "Ерлан Төраға", &p.staff.chair},
		{"controller", "Ольга Контролёр", &p.staff.controller},
		{"facilitator", "Дина Фасилитатор", &p.staff.facilitator},
		{"moderator", "Тимур Модератор", nil},
	} {
		login, password := r.role+"-"+p.forum[len(p.forum)-8:], rand.Text()
		if p.script.logins != nil {
			login, password = r.role, p.script.logins.password
		}
		account, err := p.hire(ctx, sessions.NewAccount{
			ID: client.NewID(), Login: login, Name: r.name, Password: password, Language: "kk",
			Roles: map[string]*[]string{p.forum: {r.role}},
		})
		if err != nil {
			return fmt.Errorf("account of the %s: %w", r.role, err)
		}
		p.staff.accounts = append(p.staff.accounts, account.ID)
		if r.as == nil {
			continue
		}
		if *r.as, err = p.Organiser.SignIn(ctx, login, password); err != nil {
			return err
		}
	}
	return nil
}

// hire makes an account. A well-known one may be there already, from a play that
// was interrupted.
func (p *play) hire(ctx context.Context, a sessions.NewAccount) (sessions.Account, error) {
	if p.script.logins == nil {
		return p.Organiser.MakeAccount(ctx, a)
	}
	accounts, err := p.Organiser.Accounts(ctx)
	if err != nil {
		return sessions.Account{}, err
	}
	for _, there := range accounts {
		if there.Login == a.Login {
			return p.Organiser.GrantRoles(ctx, there.ID, a.Roles)
		}
	}
	return p.Organiser.MakeAccount(ctx, a)
}

// dismissStaff leaves no account behind that nobody knows of.
func (p *play) dismissStaff(ctx context.Context) error {
	p.live.stop()
	return p.each(ctx, "dismissing the staff", len(p.staff.accounts), func(ctx context.Context, i int) error {
		return p.Organiser.DisableAccount(ctx, p.staff.accounts[i])
	})
}

// yurt is a session in a yurt with its running round.
type yurt struct {
	session sessions.Session
	plan    []sessions.Round
	round   string
	theme   string // a theme's key
	tablet  *client.Tablet
}

// raiseYurts makes the programme: a session in each yurt, one theme each as far
// as they go, with a round that runs, and the plenary.
func (p *play) raiseYurts(ctx context.Context) error {
	keys := p.themeKeys()
	p.yurts = make([]yurt, p.Yurts)
	start := time.Now().UTC().Truncate(time.Hour)
	err := p.each(ctx, "raising the yurts", p.Yurts, func(ctx context.Context, i int) error {
		theme := p.themes[keys[i%len(keys)]]
		s, err := p.Organiser.MakeSession(ctx, p.forum, sessions.NewSession{
			ID: client.NewID(), Kind: "breakout", ThemeID: theme.ID, Title: theme.Title, Yurt: i + 1, Language: "kk",
			Place:    events.Text{KK: fmt.Sprintf("%d-киіз үй", i+1), RU: fmt.Sprintf("Юрта %d", i+1)},
			StartsAt: start, EndsAt: start.Add(90 * time.Minute),
		})
		if err != nil {
			return err
		}
		p.yurts[i] = yurt{session: s, theme: theme.Key}
		return p.beginCapture(ctx, &p.yurts[i], methods[i%len(methods)])
	})
	if err != nil {
		return err
	}
	p.plenary, err = p.Organiser.MakeSession(ctx, p.forum, sessions.NewSession{
		ID: client.NewID(), Kind: "plenary", Title: events.Text{KK: "Пленарлық отырыс", RU: "Пленарное заседание"},
		Place:    events.Text{KK: "Үлкен зал", RU: "Большой зал"},
		StartsAt: start.Add(5 * time.Hour), EndsAt: start.Add(7 * time.Hour),
	})
	return err
}

// methods are how the yurts work: most of them brainstorm.
var methods = []string{"brainstorm", "brainstorm", "nominal_group", "world_cafe"}

// beginCapture plans a yurt's session by a method and plays it up to the first
// round in which suggestions are typed; that one has run for a minute.
func (p *play) beginCapture(ctx context.Context, y *yurt, method string) (err error) {
	if y.plan, err = p.Organiser.PlanSession(ctx, p.forum, y.session.ID, method); err != nil {
		return err
	}
	return p.stepTo(ctx, y, "capture")
}

// stepTo plays a yurt's rounds from the one that runs up to the next that has
// such a view; that one has run for a minute.
func (p *play) stepTo(ctx context.Context, y *yurt, view string) error {
	from := slices.IndexFunc(y.plan, func(r sessions.Round) bool { return r.ID == y.round }) + 1
	to := from + slices.IndexFunc(y.plan[from:], in(view))
	if to < from {
		return fmt.Errorf("yurt %d has no round for %s", y.session.Yurt, view)
	}
	ago := time.Minute
	for _, r := range y.plan[from:to] {
		ago += time.Duration(r.Seconds) * time.Second
	}
	for _, r := range y.plan[from : to+1] {
		if err := p.Organiser.StepTo(ctx, p.forum, y.session.ID, r.ID, y.round, ago); err != nil {
			return err
		}
		y.round = r.ID
		ago -= time.Duration(r.Seconds) * time.Second
	}
	return nil
}

func in(view string) func(sessions.Round) bool {
	return func(r sessions.Round) bool { return r.View == view }
}

// body is an organisation with the themes it answers for.
type body struct {
	sessions.Organisation
	themes []string
}

// inviteBodies registers the organisations that are not in the register yet.
func (p *play) inviteBodies(ctx context.Context) error {
	p.Progress.begin("inviting organisations", 0)
	rows, err := readTable(bytes.NewReader(bodiesCSV), "kind", "themes", "kk", "ru", "abbr_kk", "abbr_ru")
	if err != nil {
		return err
	}
	registered, err := p.Organiser.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		o, found := findOrganisation(registered, row["ru"])
		if !found {
			o, err = p.Organiser.MakeOrganisation(ctx, sessions.NewOrganisation{
				ID: client.NewID(), Kind: row["kind"], Region: "KZ-75",
				Names: []sessions.DatedName{{
					Name:         events.Text{KK: row["kk"], RU: row["ru"]},
					Abbreviation: events.Text{KK: row["abbr_kk"], RU: row["abbr_ru"]},
				}},
			})
			if err != nil {
				return fmt.Errorf("registering an organisation: %w", err)
			}
		}
		p.bodies = append(p.bodies, body{o, strings.Fields(row["themes"])})
	}
	return nil
}

func findOrganisation(all []sessions.Organisation, nameRU string) (sessions.Organisation, bool) {
	for _, o := range all {
		for _, n := range o.Names {
			if n.Name.RU == nameRU {
				return o, true
			}
		}
	}
	return sessions.Organisation{}, false
}

// leadFor is the body that answers for a theme.
func (p *play) leadFor(theme string) sessions.Organisation {
	var lead sessions.Organisation
	for _, b := range p.bodies {
		if b.Kind == "state_body" {
			lead = b.Organisation // the last one takes what nobody else does
			if slices.Contains(b.themes, theme) {
				break
			}
		}
	}
	return lead
}

// ngos are the organisations that send people.
func (p *play) ngos() []sessions.Organisation {
	var list []sessions.Organisation
	for _, b := range p.bodies {
		if b.Kind == "ngo" {
			list = append(list, b.Organisation)
		}
	}
	return list
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
