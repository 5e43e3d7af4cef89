package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// Who may call an operation is written once, beside its path: each carries one
// of Public, SignedIn, Roles, RolesSomewhere and RolesEverywhere, and an
// operation that carries none is refused to everybody. It is looked at before
// the request is read any further, so a caller without the right learns nothing
// of what a good request would be; and the API document prints it.

// permission is who may call an operation.
type permission struct {
	public, signedIn bool
	roles            []string
	in               scope
	within           bool // roles in one session of the forum count, too
	own              []own
}

// scope is where a role has to be held.
type scope string

const (
	inForum    scope = "forum"      // that of the path
	somewhere  scope = "any forum"  // in one at least
	everywhere scope = "all forums" // in token.Everywhere
)

// own is a role that counts for what is its bearer's own only.
type own struct {
	role, param, words string
	refusal            string // of what is not its own; "" = that a role is needed
	id                 func(token.Caller) string
}

const permissionKey = "permission"

func permissionOf(op *huma.Operation) *permission {
	r, _ := op.Metadata[permissionKey].(*permission)
	return r
}

func amend(op *huma.Operation, change func(*permission)) {
	r := permissionOf(op)
	if r == nil {
		r = &permission{}
		if op.Metadata == nil {
			op.Metadata = map[string]any{}
		}
		op.Metadata[permissionKey] = r
	}
	change(r)
}

// Public marks an operation that needs no signed-in caller.
func Public(op *huma.Operation) { amend(op, func(r *permission) { r.public = true }) }

// IsPublic tells whether an operation is marked as Public.
func IsPublic(op *huma.Operation) bool { r := permissionOf(op); return r != nil && r.public }

// SignedIn marks an operation for every signed-in caller, whatever the role.
func SignedIn(op *huma.Operation) { amend(op, func(r *permission) { r.signedIn = true }) }

// Roles marks an operation for those who have one of the roles in the forum of
// the path.
func Roles(roles ...string) func(*huma.Operation) { return hold(inForum, roles) }

// Within lets in, besides Roles, who has one of the roles in one session of the
// forum of the path only. What of the forum they may touch, the handler knows. An
// operation whose path names the session lets them in without it, to theirs.
func Within(op *huma.Operation) { amend(op, func(r *permission) { r.within = true }) }

// RolesSomewhere marks an operation for those who have one of the roles in any
// forum. How far they may go, the handler knows.
func RolesSomewhere(roles ...string) func(*huma.Operation) { return hold(somewhere, roles) }

// RolesEverywhere marks an operation for those who have one of the roles in all
// forums.
func RolesEverywhere(roles ...string) func(*huma.Operation) { return hold(everywhere, roles) }

func hold(in scope, roles []string) func(*huma.Operation) {
	return func(op *huma.Operation) { amend(op, func(r *permission) { r.in, r.roles = in, roles }) }
}

// OwnSession lets in, besides Roles, who has the role in the forum of the path
// and stands in the session of the path. Who stands in another is refused with
// the code, "" for role_required.
func OwnSession(role, code string) func(*huma.Operation) {
	return withOwn(own{role, "session", "in its own session", code, func(c token.Caller) string { return c.Session }})
}

// Itself lets in, besides Roles, who has the role in the forum of the path and
// is named by the path's parameter.
func Itself(role, param string) func(*huma.Operation) {
	return withOwn(own{role, param, "for itself", "", func(c token.Caller) string { return c.Subject }})
}

func withOwn(o own) func(*huma.Operation) {
	return func(op *huma.Operation) { amend(op, func(r *permission) { r.own = append(r.own, o) }) }
}

// refusal is why the caller may not, nil when the caller may.
func (p *permission) refusal(c token.Caller, param func(string) string) error {
	switch {
	case p == nil:
		return problem.Forbidden("forbidden")
	case p.public || p.signedIn:
		return nil
	}
	refusal := problem.Forbidden("role_required", "roles", problem.Named("role_", p.roles...))
	var may bool
	switch p.in {
	case everywhere:
		may = c.Can(token.Everywhere, p.roles...)
	case somewhere:
		may = c.CanSomewhere(p.roles...)
	default:
		forum, err := uuid.Parse(param("forum"))
		if err != nil {
			return problem.InvalidField("path.forum", "want_uuid")
		}
		may = p.inForum(c, forum.String(), param)
		for _, o := range p.own {
			if may || !c.Can(forum.String(), o.role) {
				continue
			}
			id, err := uuid.Parse(param(o.param))
			if may = err == nil && strings.EqualFold(o.id(c), id.String()); !may && o.refusal != "" {
				refusal = problem.Forbidden(o.refusal)
			}
		}
	}
	if may {
		return nil
	}
	return refusal
}

// inForum tells whether the caller has one of the roles in the forum, or in the
// session that the path names, or, where that is enough, in any of the forum.
func (p *permission) inForum(c token.Caller, forum string, param func(string) string) bool {
	if p.within {
		return c.CanWithin(forum, p.roles...)
	}
	session, err := uuid.Parse(param("session"))
	return c.Can(forum, p.roles...) || err == nil && c.CanIn(forum, session.String(), p.roles...)
}

// admit is the middleware that enforces an operation's permission.
func admit(service string) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if IsPublic(ctx.Operation()) {
			proceed(ctx, next)
			return
		}
		c, signed := token.From(ctx.Context())
		err := error(problem.Unauthenticated("sign_in_required"))
		if st := current(ctx.Context()); st != nil && st.denied != nil {
			err = st.denied
		}
		if signed {
			err = c.For(service)
		}
		if err == nil {
			err = permissionOf(ctx.Operation()).refusal(c, ctx.Param)
		}
		if err != nil {
			refuse(ctx, err)
			return
		}
		proceed(ctx, next)
	}
}

// Guard is the middleware that refuses what check refuses, before a request is
// read any further.
func Guard(check func(huma.Context) error) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if err := check(ctx); err != nil {
			refuse(ctx, err)
			return
		}
		next(ctx)
	}
}

func refuse(ctx huma.Context, err error) {
	if seconds := RetryAfter(err); seconds != "" {
		ctx.SetHeader(retryAfter, seconds)
	}
	write(ctx, newError(ctx, http.StatusInternalServerError, "", err))
}

// proceed serves who was admitted.
func proceed(ctx huma.Context, next func(huma.Context)) {
	for _, look := range []func(huma.Context) *Document{unknownQuery, unknownMedia} {
		if d := look(ctx); d != nil {
			write(ctx, d)
			return
		}
	}
	next(ctx)
}

func write(ctx huma.Context, d huma.StatusError) {
	ctx.SetHeader("Content-Type", "application/problem+json")
	if d.GetStatus() == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", "Bearer")
	}
	ctx.SetStatus(d.GetStatus())
	_ = marshalJSON(ctx.BodyWriter(), d)
}

// describePermission prints who may: for programs as x-roles, for people as prose.
func describePermission(op *huma.Operation) {
	r := permissionOf(op)
	if r == nil {
		return
	}
	words := r.words()
	if op.Description != "" {
		words = op.Description + "\n\n" + words
	}
	op.Description = words
	if len(r.roles)+len(r.own) == 0 {
		return
	}
	roles := slices.Clone(r.roles)
	for _, o := range r.own {
		roles = append(roles, o.role)
	}
	if op.Extensions == nil {
		op.Extensions = map[string]any{}
	}
	op.Extensions["x-roles"], op.Extensions["x-roles-in"] = roles, string(r.in)
	if r.within {
		op.Extensions["x-roles-within"] = true
	}
}

func (p *permission) words() string {
	switch {
	case p.public:
		return "Anybody may call it."
	case p.signedIn:
		return "Whoever is signed in may call it."
	}
	var who []string
	if len(p.roles) > 0 {
		held := strings.Join(p.roles, ", ")
		if p.within {
			held += ", or in one of its sessions"
		}
		who = append(who, held)
	}
	for _, o := range p.own {
		who = append(who, o.role+", "+o.words)
	}
	return "Roles, in " + map[scope]string{inForum: "the forum", somewhere: "any forum", everywhere: "all forums"}[p.in] + ": " + strings.Join(who, "; ") + "."
}
