package invite

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// none is a list without a window.
var none web.Window

var listing = page.Listing[Invite]{
	Noun: "invites", Columns: columns, From: "invites", Order: "id::text DESC", Scan: scan,
	Key: func(i Invite) []string { return []string{i.ID} },
	After: func(c database.Conditions, key []string) (database.Conditions, error) {
		return c.And("id::text < ?", key[0]), nil
	},
}

// Desk hands out one-time links and takes them back.
type Desk struct {
	store    *Store
	accounts *account.Store
	public   string
	// Failures of an address: they slow a stranger down and keep nobody out who is
	// right. A code is 80 random bits.
	failures *web.Limit
}

// NewDesk makes a desk.
func NewDesk(s *Store, a *account.Store, publicURL string) *Desk {
	return &Desk{s, a, strings.TrimSuffix(publicURL, "/"), web.NewLimit(60, time.Second)}
}

// NewInvite is a request for a link to join the staff.
type NewInvite struct {
	ID    string        `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request again has another code, and the first holds no longer"`
	Name  string        `json:"name,omitempty" maxLength:"200"`
	Roles account.Roles `json:"roles"`
	Days  int           `json:"days,omitempty" minimum:"1" maximum:"60" default:"7" doc:"for so many it can be used"`
}

// Link is a one-time link as it is handed out: its address is told now and never again.
type Link struct {
	Invite
	Code string `json:"code" doc:"may be typed instead of the address; small letters, spaces and dashes do not matter"`
	URL  string `json:"url" doc:"for a QR code, too"`
}

// Opened is what a link says to whoever has it.
type Opened struct {
	State     events.InviteState `json:"state"`
	Name      string             `json:"name"`
	Login     string             `json:"login" doc:"of a reset, whose password it is; else empty"`
	Language  string             `json:"language" doc:"of a reset, the account's; else empty"`
	Roles     account.Roles      `json:"roles"`
	ExpiresAt time.Time          `json:"expires_at"`
}

// Choice is what whoever has a link chooses. Of a reset only the password counts.
type Choice struct {
	Code     string `json:"code" minLength:"1" maxLength:"40"`
	ID       string `json:"id,omitempty" format:"uuid" doc:"of the account, UUIDv7 made by the client; the same request may then be repeated"`
	Login    string `json:"login,omitempty" maxLength:"100"`
	Name     string `json:"name,omitempty" maxLength:"200"`
	Language string `json:"language,omitempty" format:"language" default:"kk"`
	Password string `json:"password" minLength:"1" maxLength:"200" doc:"at least 12 characters, and none of the commonest"`
}

type (
	// Path is a link in a path.
	Path struct {
		Invite uuid.UUID `path:"invite" format:"uuid"`
	}
	makeInput  struct{ Body NewInvite }
	resetInput struct {
		Account uuid.UUID `path:"account" format:"uuid"`
	}
	lookInput struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"40"`
		}
	}
	useInput      struct{ Body Choice }
	linkOutput    struct{ Body Link }
	listOutput    struct{ Body page.List[Invite] }
	openedOutput  struct{ Body Opened }
	accountOutput struct{ Body account.Account }
)

// Routes registers the invite's routes.
//
// An organiser hands out links with roles that they may give, and links to a new
// password of accounts that they may change; those who could have made a link see,
// renew and withdraw it. Whoever has the code uses it, once.
func Routes(api huma.API, d *Desk) {
	organisers := web.RolesSomewhere(access.Organiser)
	huma.Get(api, "/invites", d.list, organisers)
	huma.Post(api, "/invites", d.make, web.Created, organisers)
	huma.Post(api, "/invites/{invite}/renew", d.renew, organisers)
	huma.Delete(api, "/invites/{invite}", d.withdraw, web.NoContent, organisers)
	huma.Post(api, "/accounts/{account}/reset", d.reset, web.Created, organisers)
	huma.Post(api, "/invites/look", d.look, web.Public) // reads, by POST so that no address holds the code
	huma.Post(api, "/invites/use", d.use, web.Public, audit.Also)
}

func (d *Desk) link(i Invite, code string, err error) (*linkOutput, error) {
	return &linkOutput{Link{i, code, d.public + "/desk/invited#" + code}}, err
}

func (d *Desk) list(ctx context.Context, in *page.Query) (*listOutput, error) {
	all, err := d.store.List(ctx, token.Of(ctx), *in)
	return &listOutput{all}, err
}

func (d *Desk) make(ctx context.Context, in *makeInput) (*linkOutput, error) {
	b, by := in.Body, token.Of(ctx)
	if err := given.Line("/name", &b.Name, true); err != nil {
		return nil, err
	}
	if err := b.Roles.Check("/roles"); err != nil {
		return nil, err
	}
	if len(b.Roles) == 0 {
		return nil, problem.InvalidField("/roles", "required")
	}
	if !b.Roles.Rules(by) {
		return nil, problem.Forbidden("roles_of_other_forums")
	}
	print := given.Print(b)
	i := Invite{ID: given.ID(b.ID), Name: b.Name, Roles: b.Roles, ExpiresAt: database.Now().AddDate(0, 0, min(b.Days, mostDays))}
	return d.link(d.store.Make(ctx, i, by, print))
}

func (d *Desk) reset(ctx context.Context, in *resetInput) (*linkOutput, error) {
	i := Invite{ID: given.ID(""), Resets: in.Account.String(), ExpiresAt: database.Now().Add(resetLasts)}
	return d.link(d.store.Make(ctx, i, token.Of(ctx), []byte{}))
}

func (d *Desk) renew(ctx context.Context, in *Path) (*linkOutput, error) {
	return d.link(d.store.Renew(ctx, in.Invite.String(), token.Of(ctx)))
}

func (d *Desk) withdraw(ctx context.Context, in *Path) (*struct{}, error) {
	return nil, d.store.Withdraw(ctx, in.Invite.String(), token.Of(ctx))
}

func (d *Desk) look(ctx context.Context, in *lookInput) (*openedOutput, error) {
	i, err := d.store.Look(ctx, text.Code(in.Body.Code))
	if err != nil {
		return nil, d.failed(ctx, err)
	}
	o := Opened{State: i.State, Name: i.Name, Roles: i.Roles, ExpiresAt: i.ExpiresAt}
	if i.Resets != "" && i.State == events.InviteOpen {
		a, err := d.accounts.Load(ctx, i.Resets)
		if err != nil {
			return nil, err
		}
		o.Login, o.Language = a.Login, a.Language
	}
	return &openedOutput{o}, nil
}

func (d *Desk) use(ctx context.Context, in *useInput) (*accountOutput, error) {
	code := text.Code(in.Body.Code)
	i, err := d.store.Look(ctx, code) // a hash is work, and is done for nobody without a code
	if err != nil {
		return nil, d.failed(ctx, err)
	}
	b := in.Body
	a := account.Account{ID: given.ID(b.ID), Login: b.Login, Name: b.Name, Language: b.Language, Roles: i.Roles}
	if i.Resets != "" {
		if a, err = d.accounts.Load(ctx, i.Resets); err != nil {
			return nil, err
		}
	} else if err := a.Check(); err != nil {
		return nil, err
	} else if utf8.RuneCountInString(a.Login) < 2 {
		return nil, problem.InvalidField("/login", "too_short", "limit", 2)
	}
	if b.ID == "" { // then nobody can say that it is the same request
		b.ID = given.ID("")
	}
	print := given.Print(struct{ ID, Login, Name, Language string }{b.ID, a.Login, a.Name, a.Language})
	if a.Stored, err = d.accounts.Hash(ctx, b.Password, a.Login, a.Name); err != nil {
		return nil, err
	}
	a, err = d.store.Use(ctx, code, a, print)
	return &accountOutput{a}, err
}

// failed slows down who guesses.
func (d *Desk) failed(ctx context.Context, err error) error {
	if errors.Is(err, problem.NotFound("invite_not_found")) {
		if slow := d.failures.Take(web.Address(ctx)); slow != nil {
			return slow
		}
	}
	return err
}
