package device

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

// Desk is where tablets get their codes, tokens and what they need to know.
type Desk struct {
	devices  *Store
	forums   *forum.Store
	themes   *theme.Store
	sessions *session.Store
	rounds   *round.Store
	signer   *token.Signer
	public   string
	// Failures of an address, taken after the code or secret was looked at: they
	// slow a stranger down and keep nobody out who is right. A secret is 256
	// random bits and a code 40 that hold for a quarter of an hour, so a thousand
	// guesses a second come to nothing.
	failures *web.Limit
}

// NewDesk makes a desk.
func NewDesk(devices *Store, forums *forum.Store, themes *theme.Store, sessions *session.Store, rounds *round.Store, signer *token.Signer, publicURL string) *Desk {
	return &Desk{
		devices: devices, forums: forums, themes: themes, sessions: sessions, rounds: rounds, signer: signer,
		public:   strings.TrimSuffix(publicURL, "/"),
		failures: web.NewLimit(300, 200*time.Millisecond),
	}
}

// Pairing is a code to be typed on a tablet, or shown to it as a QR code.
type Pairing struct {
	Code      string    `json:"code" doc:"8 signs; small letters, spaces and dashes do not matter"`
	ExpiresAt time.Time `json:"expires_at"`
	URL       string    `json:"url" doc:"for a QR code"`
}

// Standing is all that a tablet needs to know of where it stands.
type Standing struct {
	Forum   forum.Forum     `json:"forum"`
	Theme   *theme.Theme    `json:"theme" doc:"null when the session has no theme of its own"`
	Session session.Session `json:"session"`
	Rounds  []round.Round   `json:"rounds" nullable:"false"`
	Themes  []theme.Theme   `json:"themes" nullable:"false" doc:"all of the forum, for lines that belong elsewhere"`
}

// Redemption is a request to pair a tablet.
type Redemption struct {
	Code     string `json:"code" minLength:"1" maxLength:"40"`
	DeviceID string `json:"device_id" format:"uuid" doc:"UUIDv7 made on the tablet and kept there"`
	Secret   string `json:"secret,omitempty" maxLength:"200" doc:"what the tablet got when it was paired before; needed where its id is known"`
	Name     string `json:"name" maxLength:"100"`
	Session  string `json:"session_id,omitempty" format:"uuid" doc:"chosen on the tablet, for a code that asks which session it is to be"`
}

// Redeemed is what a tablet gets for a code.
type Redeemed struct {
	DeviceID string `json:"device_id" format:"uuid"`
	Secret   string `json:"secret" doc:"kept on the tablet; it renews the access token"`
	Token
	Standing
}

// Token is a tablet's access token.
type Token struct {
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
}

type (
	redeemInput struct{ Body Redemption }
	tokenInput  struct {
		Device uuid.UUID `path:"device" format:"uuid"`
		Body   struct {
			Secret string `json:"secret" minLength:"1" maxLength:"200"`
		}
	}
	listInput struct {
		forum.Path
		page.Query
		Sessions []string `query:"session_id" maxItems:"100" doc:"of these sessions"`
	}
	// Path is a tablet in a path.
	Path struct {
		forum.Path
		Device uuid.UUID `path:"device" format:"uuid"`
	}
	moveInput struct {
		Path
		Body struct {
			SessionID string `json:"session_id" maxLength:"45" doc:"where it works from now on"`
		}
	}
	pairingOutput  struct{ Body Pairing }
	redeemedOutput struct{ Body Redeemed }
	tokenOutput    struct{ Body Token }
	listOutput     struct{ Body page.List[Device] }
	standingOutput struct{ Body Standing }
)

// Routes registers the device's routes.
//
// Organiser, moderator and facilitator pair, list and revoke tablets of their
// forum, or of the sessions in which they have their role. A tablet makes codes for its own session, to hand it over, and revokes
// itself, which is the end of a hand-over; never another one. Those of the forum move tablets to
// another session; a tablet moves itself when its own is cancelled. Who has the code
// redeems it; who has the secret gets tokens. A tablet and the staff of its
// forum read where it stands. A revoked tablet does none of this.
func Routes(api huma.API, d *Desk) {
	huma.Post(api, "/forums/{forum}/sessions/{session}/pairings", d.pair, web.Created, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
	huma.Get(api, "/forums/{forum}/sessions/{session}/context", d.context, web.Roles(access.Inside...))
	huma.Post(api, "/pairings/redeem", d.redeem, web.Public)
	huma.Post(api, "/devices/{device}/token", d.token, web.Public)
	huma.Get(api, "/forums/{forum}/devices", d.list, web.Roles(access.Leaders...), web.Within)
	huma.Patch(api, "/forums/{forum}/devices/{device}", d.move, web.Roles(access.Leaders...), web.Itself(access.Tablet, "device"))
	huma.Delete(api, "/forums/{forum}/devices/{device}", d.revoke, web.NoContent, web.Roles(access.Leaders...), web.Within, web.Itself(access.Tablet, "device"))
}

func (d *Desk) pair(ctx context.Context, in *session.Path) (*pairingOutput, error) {
	by := token.Of(ctx)
	if err := d.seen(ctx, by, in.ForumID()); err != nil {
		return nil, err
	}
	code, expires, err := d.devices.NewPairing(ctx, in.ForumID(), in.SessionID(), by.Subject)
	return &pairingOutput{Pairing{Code: code, ExpiresAt: expires, URL: d.public + "/t/#pair=" + code}}, err
}

func (d *Desk) redeem(ctx context.Context, in *redeemInput) (*redeemedOutput, error) {
	id, err := uuid.Parse(in.Body.DeviceID)
	if err != nil {
		return nil, problem.InvalidField("/device_id", "want_uuid")
	}
	if in.Body.Session, err = given.Ref("/session_id", in.Body.Session); err != nil {
		return nil, err
	}
	if err := given.Line("/name", &in.Body.Name, true); err != nil {
		return nil, err
	}
	device, secret, err := d.devices.Redeem(ctx, text.Code(in.Body.Code), in.Body.Session, id.String(), in.Body.Secret, in.Body.Name)
	if err != nil {
		return nil, d.failed(ctx, err)
	}
	out := Redeemed{DeviceID: device.ID, Secret: secret}
	if out.Token, err = d.sign(device); err != nil {
		return nil, err
	}
	out.Standing, err = d.standing(ctx, device.ForumID, device.SessionID)
	return &redeemedOutput{out}, err
}

func (d *Desk) token(ctx context.Context, in *tokenInput) (*tokenOutput, error) {
	device, err := d.devices.Verified(ctx, in.Device.String(), in.Body.Secret)
	if err != nil {
		return nil, d.failed(ctx, err)
	}
	if err := d.devices.Seen(ctx, device.ForumID, device.SessionID, device.ID); err != nil {
		return nil, err
	}
	signed, err := d.sign(device)
	return &tokenOutput{signed}, err
}

// failed slows down who guesses: beyond the limit of their address they are told
// to wait instead of why.
func (d *Desk) failed(ctx context.Context, err error) error {
	if !errors.Is(err, problem.Unauthenticated("device_secret_wrong")) && !errors.Is(err, problem.NotFound("pairing_not_found")) &&
		!errors.Is(err, problem.Conflict("device_known")) {
		return err
	}
	if slow := d.failures.Take(web.Address(ctx)); slow != nil {
		return slow
	}
	return err
}

// RefuseRevoked refuses every operation that needs a caller to a tablet that was
// revoked or stands in another session now; that it gives itself up, or moves, may be
// said twice, and with a new code it is paired again. For web.Guard.
func (d *Desk) RefuseRevoked(ctx huma.Context) error {
	c, ok := token.From(ctx.Context())
	itself := (ctx.Method() == http.MethodDelete || ctx.Method() == http.MethodPatch) && ctx.Param("device") == c.Subject
	if !ok || c.Kind != "tablet" || itself || web.IsPublic(ctx.Operation()) {
		return nil
	}
	revoked, err := d.devices.Revoked(ctx.Context(), c.Subject, c.Session)
	if err == nil && revoked {
		err = problem.Unauthenticated("device_revoked")
	}
	return err
}

// seen notes that a tablet called, and refuses one that was revoked meanwhile.
func (d *Desk) seen(ctx context.Context, by token.Caller, forumID string) error {
	if by.Kind != "tablet" {
		return nil
	}
	return d.devices.Seen(ctx, forumID, by.Session, by.Subject)
}

func (d *Desk) sign(device Device) (Token, error) {
	expires := time.Now().Add(tokenLasts).UTC().Truncate(time.Second)
	signed, err := d.signer.Sign(token.Caller{
		Subject: device.ID, Kind: "tablet", Session: device.SessionID, Audience: access.TabletServices, Expires: expires,
		Roles: map[string][]string{device.ForumID: {access.Tablet}},
	})
	return Token{AccessToken: signed, ExpiresAt: expires}, err
}

func (d *Desk) context(ctx context.Context, in *session.Path) (*standingOutput, error) {
	if err := d.seen(ctx, token.Of(ctx), in.ForumID()); err != nil {
		return nil, err
	}
	standing, err := d.standing(ctx, in.ForumID(), in.SessionID())
	return &standingOutput{standing}, err
}

// standing gathers what a tablet shows. A forum has tens of themes and a session
// a handful of rounds, so one page holds all.
func (d *Desk) standing(ctx context.Context, forumID, sessionID string) (st Standing, err error) {
	if st.Forum, err = d.forums.Load(ctx, forumID); err != nil {
		return st, err
	}
	if st.Session, err = d.sessions.Load(ctx, forumID, sessionID); err != nil {
		return st, err
	}
	all := page.Query{Limit: 500}
	rounds, err := d.rounds.List(ctx, forumID, sessionID, all)
	if err != nil {
		return st, err
	}
	themes, err := d.themes.List(ctx, forumID, all)
	if err != nil {
		return st, err
	}
	st.Rounds, st.Themes = rounds.Items, themes.Items
	for i, t := range st.Themes {
		if t.ID == st.Session.ThemeID {
			st.Theme = &st.Themes[i]
		}
	}
	return st, nil
}

func (d *Desk) list(ctx context.Context, in *listInput) (*listOutput, error) {
	devices, err := d.devices.List(ctx, in.ForumID(), in.Sessions, leads(ctx, in.ForumID()), in.Query)
	return &listOutput{devices}, err
}

func (d *Desk) revoke(ctx context.Context, in *Path) (*struct{}, error) {
	return nil, d.devices.Revoke(ctx, in.ForumID(), in.Device.String(), leads(ctx, in.ForumID()))
}

// leads are the sessions of the forum whose tablets are the caller's business; nil
// for all of them, and for a tablet, whose own it is.
func leads(ctx context.Context, forumID string) []string {
	by := token.Of(ctx)
	if by.Kind == "tablet" || by.Can(forumID, access.Leaders...) {
		return nil
	}
	return by.Sessions(forumID, access.Leaders...)
}

func (d *Desk) move(ctx context.Context, in *moveInput) (*standingOutput, error) {
	to, err := given.Ref("/session_id", in.Body.SessionID)
	if err != nil {
		return nil, err
	}
	if to == "" {
		return nil, problem.InvalidField("/session_id", "required")
	}
	if err := d.devices.Move(ctx, in.ForumID(), in.Device.String(), to, token.Of(ctx).Kind == access.Tablet); err != nil {
		return nil, err
	}
	standing, err := d.standing(ctx, in.ForumID(), to)
	return &standingOutput{standing}, err
}
