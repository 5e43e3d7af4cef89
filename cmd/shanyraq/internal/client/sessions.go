package client

import (
	"context"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
	"github.com/shanyraq/shanyraq/events"
)

// Forums lists the forums that anyone may see, and with a token all.
func (c *Client) Forums(ctx context.Context) ([]sessions.Forum, error) {
	return all(ctx, c, sessions.GetForums())
}

// MakeForum makes a forum; it is a draft.
func (c *Client) MakeForum(ctx context.Context, f sessions.NewForum) (sessions.Forum, error) {
	return ask(ctx, c, sessions.PostForums(), f)
}

// SetForumState moves a forum from draft to announced, running or closed.
func (c *Client) SetForumState(ctx context.Context, forum, state string) error {
	return tell(ctx, c, sessions.PatchForumsByForum(forum), sessions.ForumChange{State: state})
}

// SetForumAside gives a forum that came to nothing another title and makes it a
// draft, which only its staff see.
func (c *Client) SetForumAside(ctx context.Context, forum string, title events.Text) error {
	return tell(ctx, c, sessions.PatchForumsByForum(forum), sessions.ForumChange{Title: title, State: "draft"})
}

// MakeTheme makes a theme.
func (c *Client) MakeTheme(ctx context.Context, forum string, t sessions.NewTheme) (sessions.Theme, error) {
	return ask(ctx, c, sessions.PostForumsByForumThemes(forum), t)
}

// MakeSession makes a session.
func (c *Client) MakeSession(ctx context.Context, forum string, s sessions.NewSession) (sessions.Session, error) {
	return ask(ctx, c, sessions.PostForumsByForumSessions(forum), s)
}

// Sessions lists a forum's programme.
func (c *Client) Sessions(ctx context.Context, forum string) ([]sessions.Session, error) {
	return all(ctx, c, sessions.GetForumsByForumSessions(forum))
}

// PlanSession gives a session the rounds of a method.
func (c *Client) PlanSession(ctx context.Context, forum, session, method string) ([]sessions.Round, error) {
	planned, err := ask(ctx, c, sessions.PostForumsByForumSessionsBySessionPlan(forum, session), sessions.NewPlan{Method: method})
	return planned.Rounds, err
}

// StepTo starts a round, so long ago, in the place of the one that runs.
func (c *Client) StepTo(ctx context.Context, forum, session, round, insteadOf string, ago time.Duration) error {
	return tell(ctx, c, sessions.PostForumsByForumSessionsBySessionRoundsByRoundStart(forum, session, round),
		sessions.Going{Ago: int(ago.Seconds()), InsteadOf: insteadOf})
}

// Organisations lists the register of organisations.
func (c *Client) Organisations(ctx context.Context) ([]sessions.Organisation, error) {
	return all(ctx, c, sessions.GetOrganisations())
}

// MakeOrganisation registers an organisation.
func (c *Client) MakeOrganisation(ctx context.Context, o sessions.NewOrganisation) (sessions.Organisation, error) {
	return ask(ctx, c, sessions.PostOrganisations(), o)
}

// MakeParticipant registers a person.
func (c *Client) MakeParticipant(ctx context.Context, forum string, p sessions.NewParticipant) (sessions.ParticipantView, error) {
	return ask(ctx, c, sessions.PostForumsByForumParticipants(forum), p)
}

// ConsentText reads what people are asked to agree to.
func (c *Client) ConsentText(ctx context.Context, forum string) (sessions.ConsentText, error) {
	return ask(ctx, c, sessions.GetForumsByForumConsentText(forum), contract.None{})
}

// GiveConsent records a box of the consent form, ticked or not.
func (c *Client) GiveConsent(ctx context.Context, forum, participant string, consent sessions.ConsentGiven) error {
	return tell(ctx, c, sessions.PostForumsByForumParticipantsByParticipantConsents(forum, participant), consent)
}

// CheckIn records that a person has arrived.
func (c *Client) CheckIn(ctx context.Context, forum, participant string) error {
	return tell(ctx, c, sessions.PostForumsByForumParticipantsByParticipantCheckIn(forum, participant), contract.None{})
}

// MakeAccount makes an account for a member of staff.
func (c *Client) MakeAccount(ctx context.Context, a sessions.NewAccount) (sessions.Account, error) {
	return ask(ctx, c, sessions.PostAccounts(), a)
}

// Accounts lists the accounts of the staff.
func (c *Client) Accounts(ctx context.Context) ([]sessions.Account, error) {
	return all(ctx, c, sessions.GetAccounts())
}

// GrantRoles gives an account exactly these roles.
func (c *Client) GrantRoles(ctx context.Context, account string, roles map[string]*[]string) (sessions.Account, error) {
	return ask(ctx, c, sessions.PatchAccountsByAccount(account), sessions.AccountChange{Roles: roles})
}

// DisableAccount ends an account.
func (c *Client) DisableAccount(ctx context.Context, account string) error {
	return tell(ctx, c, sessions.PatchAccountsByAccount(account), sessions.AccountChange{Disabled: true})
}

// ShowPairingCode makes a short code that pairs one tablet to a session.
func (c *Client) ShowPairingCode(ctx context.Context, forum, session string) (sessions.Pairing, error) {
	return ask(ctx, c, sessions.PostForumsByForumSessionsBySessionPairings(forum, session), contract.None{})
}
