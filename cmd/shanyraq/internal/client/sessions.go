package client

import (
	"context"
	"net/http"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

const sessionsPath = "/api/sessions"

// Quorum is the plenary's rule.
type Quorum struct {
	Eligible int `json:"eligible"`
	Percent  int `json:"percent"`
}

// Forum is a forum.
type Forum struct {
	ID       string      `json:"id,omitempty"`
	Kind     string      `json:"kind"`
	Title    events.Text `json:"title"`
	Region   string      `json:"region"`
	Place    events.Text `json:"place"`
	StartsOn events.Day  `json:"starts_on"`
	EndsOn   events.Day  `json:"ends_on"`
	TimeZone string      `json:"time_zone"`
	Quorum   Quorum      `json:"quorum"`
	State    string      `json:"state,omitempty"`
}

// Theme is what sessions talk about.
type Theme struct {
	ID       string      `json:"id,omitempty"`
	Key      string      `json:"key"`
	Title    events.Text `json:"title"`
	Position int         `json:"position"`
}

// Session is a place in the programme: a yurt, a hall.
type Session struct {
	ID       string      `json:"id,omitempty"`
	Kind     string      `json:"kind"`
	ThemeID  string      `json:"theme_id,omitempty"`
	Title    events.Text `json:"title"`
	Place    events.Text `json:"place"`
	Yurt     int         `json:"yurt,omitempty"`
	StartsAt time.Time   `json:"starts_at"`
	EndsAt   time.Time   `json:"ends_at"`
	Language string      `json:"language,omitempty"`
}

// Round is one step of a session's plan.
type Round struct {
	ID       string      `json:"id,omitempty"`
	Number   int         `json:"number,omitempty"`
	Question events.Text `json:"question"`
	Seconds  int         `json:"seconds"`
	View     string      `json:"view,omitempty"`
	State    string      `json:"state,omitempty"`
}

// Organisation is an NGO, a state body and so on.
type Organisation struct {
	ID     string                    `json:"id,omitempty"`
	Kind   string                    `json:"kind"`
	Names  []events.OrganisationName `json:"names"`
	Region string                    `json:"region"`
}

// Participant is a person who takes part.
type Participant struct {
	ID             string `json:"id,omitempty"`
	Name           string `json:"name"`
	Language       string `json:"language"`
	OrganisationID string `json:"organisation_id,omitempty"`
}

// ConsentText is what people are asked to agree to.
type ConsentText struct {
	Version string `json:"version"`
}

// Consent is one box of the consent form.
type Consent struct {
	Scope       string `json:"scope"`
	Channel     string `json:"channel,omitempty"`
	TextVersion string `json:"text_version"`
	Given       bool   `json:"given"`
}

// Account is a member of staff.
type Account struct {
	ID       string              `json:"id,omitempty"`
	Login    string              `json:"login"`
	Name     string              `json:"name"`
	Password string              `json:"password,omitempty"`
	Language string              `json:"language"`
	Roles    map[string][]string `json:"roles"`
}

// PairingCode is shown to a tablet.
type PairingCode struct {
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expires_at"`
	URL       string    `json:"url"`
}

// Forums lists the forums that anyone may see, and with a token all.
func (c *Client) Forums(ctx context.Context) ([]Forum, error) {
	return all[Forum](ctx, c, sessionsPath+"/forums")
}

// MakeForum makes a forum; it is a draft.
func (c *Client) MakeForum(ctx context.Context, f Forum) (Forum, error) {
	return made(ctx, c, sessionsPath+"/forums", f)
}

// SetForumState moves a forum from draft to announced, running or closed.
func (c *Client) SetForumState(ctx context.Context, forum, state string) error {
	return c.call(ctx, http.MethodPatch, sessionsPath+"/forums/"+forum, map[string]string{"state": state}, nil)
}

// SetForumAside gives a forum that came to nothing another title and makes it a
// draft, which only its staff see.
func (c *Client) SetForumAside(ctx context.Context, forum string, title events.Text) error {
	change := map[string]any{"title": title, "state": "draft"}
	return c.call(ctx, http.MethodPatch, sessionsPath+"/forums/"+forum, change, nil)
}

// MakeTheme makes a theme.
func (c *Client) MakeTheme(ctx context.Context, forum string, t Theme) (Theme, error) {
	return made(ctx, c, sessionsPath+"/forums/"+forum+"/themes", t)
}

// MakeSession makes a session.
func (c *Client) MakeSession(ctx context.Context, forum string, s Session) (Session, error) {
	return made(ctx, c, sessionsPath+"/forums/"+forum+"/sessions", s)
}

// Sessions lists a forum's programme.
func (c *Client) Sessions(ctx context.Context, forum string) ([]Session, error) {
	return all[Session](ctx, c, sessionsPath+"/forums/"+forum+"/sessions")
}

// PlanSession gives a session the rounds of a method.
func (c *Client) PlanSession(ctx context.Context, forum, session, method string) ([]Round, error) {
	var planned struct{ Rounds []Round }
	body := map[string]string{"method": method}
	err := c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/sessions/"+session+"/plan", body, &planned)
	return planned.Rounds, err
}

// StepTo starts a round, so long ago, in the place of the one that runs.
func (c *Client) StepTo(ctx context.Context, forum, session, round, insteadOf string, ago time.Duration) error {
	body := map[string]any{"ago": int(ago.Seconds())}
	if insteadOf != "" {
		body["instead_of"] = insteadOf
	}
	return c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/sessions/"+session+"/rounds/"+round+"/start", body, nil)
}

// EndRound ends a round.
func (c *Client) EndRound(ctx context.Context, forum, session, round string) error {
	return c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/sessions/"+session+"/rounds/"+round+"/end", nil, nil)
}

// Organisations lists the register of organisations.
func (c *Client) Organisations(ctx context.Context) ([]Organisation, error) {
	return all[Organisation](ctx, c, sessionsPath+"/organisations")
}

// MakeOrganisation registers an organisation.
func (c *Client) MakeOrganisation(ctx context.Context, o Organisation) (Organisation, error) {
	return made(ctx, c, sessionsPath+"/organisations", o)
}

// MakeParticipant registers a person.
func (c *Client) MakeParticipant(ctx context.Context, forum string, p Participant) (Participant, error) {
	return made(ctx, c, sessionsPath+"/forums/"+forum+"/participants", p)
}

// ConsentText reads what people are asked to agree to.
func (c *Client) ConsentText(ctx context.Context, forum string) (ConsentText, error) {
	var text ConsentText
	err := c.call(ctx, http.MethodGet, sessionsPath+"/forums/"+forum+"/consent-text", nil, &text)
	return text, err
}

// GiveConsent records a box of the consent form, ticked or not.
func (c *Client) GiveConsent(ctx context.Context, forum, participant string, consent Consent) error {
	return c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/participants/"+participant+"/consents", consent, nil)
}

// CheckIn records that a person has arrived.
func (c *Client) CheckIn(ctx context.Context, forum, participant string) error {
	return c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/participants/"+participant+"/check-in", nil, nil)
}

// MakeAccount makes an account for a member of staff.
func (c *Client) MakeAccount(ctx context.Context, a Account) (Account, error) {
	return made(ctx, c, sessionsPath+"/accounts", a)
}

// Accounts lists the accounts of the staff.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) {
	return all[Account](ctx, c, sessionsPath+"/accounts")
}

// GrantRoles gives an account exactly these roles.
func (c *Client) GrantRoles(ctx context.Context, account string, roles map[string][]string) (Account, error) {
	var a Account
	err := c.call(ctx, http.MethodPatch, sessionsPath+"/accounts/"+account, map[string]any{"roles": roles}, &a)
	return a, err
}

// DisableAccount ends an account.
func (c *Client) DisableAccount(ctx context.Context, account string) error {
	return c.call(ctx, http.MethodPatch, sessionsPath+"/accounts/"+account, map[string]bool{"disabled": true}, nil)
}

// ShowPairingCode makes a short code that pairs one tablet to a session.
func (c *Client) ShowPairingCode(ctx context.Context, forum, session string) (PairingCode, error) {
	var code PairingCode
	err := c.call(ctx, http.MethodPost, sessionsPath+"/forums/"+forum+"/sessions/"+session+"/pairings", nil, &code)
	return code, err
}

// made sends what is to be made and returns it as the server has it.
func made[T any](ctx context.Context, c *Client, path string, in T) (T, error) {
	var out T
	err := c.call(ctx, http.MethodPost, path, in, &out)
	return out, err
}
