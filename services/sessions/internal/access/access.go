// Package access says who may do what in this service.
//
// Roles hold in one forum, in all of them ("*"), or in one session of a forum
// ("<forum>/<session>"). Who has a role in one session may there what the role may,
// in every service where the path or the thing names the session; reads the forum
// as its tablets do; and is nobody in the forum's other sessions, its proposals,
// decisions, plan and letters. Only those who work in a session have such roles:
// moderator, facilitator and secretary.
//   - The organiser manages the programme, the people and the accounts of the
//     forum; only an organiser of "*" makes forums. Organisations are known to
//     the whole installation: an organiser of any forum registers them, and
//     organisers and secretaries of the forum that owns them change them.
//   - Moderator and facilitator run the rounds of the forum and pair tablets.
//   - Registration (participants, check-in, consents) is for organiser,
//     secretary, facilitator and moderator. Nobody else reads names.
//   - A paired tablet has the role "tablet" in its forum: it reads where it
//     stands and, to choose an author, ids and names of those who sit in its
//     session; a badge that somebody shows it gives that person a seat. It is
//     the facilitator's tool in the yurt, so it runs the rounds of its own
//     session, hands the session over to another tablet by a code, and gives
//     itself up afterwards. It can do none of that for another session, and none
//     of it once it is revoked.
//   - Everybody, signed in or not, reads the programme of announced forums.
package access

import (
	"context"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// The roles.
const (
	Organiser   = string(events.Organiser)
	Moderator   = string(events.Moderator)
	Facilitator = string(events.Facilitator)
	Secretary   = string(events.Secretary)
	Chair       = string(events.Chair)
	Controller  = string(events.Controller)
	Tablet      = "tablet" // of devices only
)

// The services that a token is for. A tablet has no business with what is made of
// its lines, nor with people's addresses.
var (
	StaffServices  = []string{"sessions", "facilitation", "decisions", "notifications"}
	TabletServices = []string{"sessions", "facilitation"}
)

// Staff is every role that an account can have.
var Staff = events.StaffRole("").Values()

// Who leads sessions, who may know participants by name, who keeps the forum's
// papers, and everybody with any role in the forum, its tablets too.
var (
	Leaders    = []string{Organiser, Moderator, Facilitator}
	Registrars = []string{Organiser, Secretary, Facilitator, Moderator}
	Desk       = []string{Organiser, Secretary}
	Inside     = append([]string{Tablet}, Staff...)
)

// OfSession are the roles that can be held in one session.
var OfSession = []string{Moderator, Facilitator, Secretary}

// Forums are those, in order, in which the caller has one of the roles; who has
// one everywhere need not have any.
func Forums(c token.Caller, roles ...string) []string {
	own := []string{}
	for scope := range c.Roles {
		if forum, session := token.SplitScope(scope); forum != token.Everywhere && session == "" && c.Can(forum, roles...) {
			own = append(own, forum)
		}
	}
	slices.Sort(own)
	return own
}

// IsInside tells whether the caller, if there is one, has any role in the forum or
// in a session of it.
func IsInside(ctx context.Context, forum string) bool {
	return token.Of(ctx).CanWithin(forum, Inside...)
}

// Read marks an operation that anybody may call, but that shows more to staff:
// a token that has run out is refused, not taken for none, so that a desk
// renews it instead of showing less than before.
func Read(op *huma.Operation) {
	web.Public(op)
	op.Middlewares = append(op.Middlewares, web.Guard(func(ctx huma.Context) error {
		if _, ok := token.From(ctx.Context()); !ok && strings.HasPrefix(ctx.Header("Authorization"), "Bearer ") {
			return problem.Unauthenticated("token_expired")
		}
		return nil
	}))
}
