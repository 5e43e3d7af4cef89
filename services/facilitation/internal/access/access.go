// Package access is who may work where, for everything that belongs to a
// session.
//
// Whoever works in a session writes: its tablet, facilitators, moderators, the
// secretariat, organisers. The same people, the chair and the controller read.
// Which roles an operation is for stands beside its path; what is known here is
// that a tablet writes to its own session only and reads all of its forum, and
// that a revoked one may do nothing, although its token is still good.
package access

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// tablet is the role, and the kind of caller.
const tablet = "tablet"

// Who writes and who reads; the secretariat's own things are the Desk's.
var (
	staff   = []string{"facilitator", "moderator", "secretary", "organiser"}
	Writers = append([]string{tablet}, staff...)
	Readers = append([]string{"chair", "controller"}, Writers...)
	Desk    = []string{"secretary", "organiser"}
)

// WriteSession marks an operation for those who work in the session of its path.
func WriteSession(op *huma.Operation) {
	web.Roles(staff...)(op)
	web.OwnSession(tablet, "session_of_other_tablet")(op)
}

// Gate lets callers in.
type Gate struct{ db *sqlx.DB }

// NewGate makes a gate.
func NewGate(db *sqlx.DB) *Gate { return &Gate{db} }

// Visitor is a caller who was let in. Ids are canonical.
type Visitor struct {
	Forum   string
	Session string // that was asked for, "" for the forum's things
	By      string // account or device id
	Device  string // "" for staff
	at      string // a tablet's own session
}

// RefuseRevoked refuses a revoked tablet, whose token may still be good; for
// web.Guard.
func (g *Gate) RefuseRevoked(ctx huma.Context) error {
	c, forum := token.Of(ctx.Context()), ctx.Param("forum")
	if named := uuid.Validate(c.Subject) == nil && uuid.Validate(forum) == nil; c.Kind != tablet || !named {
		return nil
	}
	var revoked bool
	err := g.db.GetContext(ctx.Context(), &revoked, `SELECT EXISTS (SELECT FROM devices WHERE device_id = $1 AND forum_id = $2 AND revoked)`, c.Subject, forum)
	switch {
	case err != nil: // whatever keeps the gate from asking, the tablet shall come again
		return problem.Unavailable("unavailable").Because(fmt.Errorf("checking tablet: %w", err))
	case revoked:
		return problem.Unauthenticated("device_revoked")
	}
	return nil
}

// Forum is who visits the forum's things.
func (g *Gate) Forum(ctx context.Context, forum string) (Visitor, error) {
	return g.visit(ctx, forum, "")
}

// Read is who reads the session's things. Error: session_not_found for a session
// of another forum.
func (g *Gate) Read(ctx context.Context, forum, session string) (Visitor, error) {
	return g.visit(ctx, forum, session)
}

// Write lets in who may write to the session. Errors: those of Read,
// session_of_other_tablet.
func (g *Gate) Write(ctx context.Context, forum, session string) (Visitor, error) {
	v, err := g.visit(ctx, forum, session)
	if err != nil {
		return v, err
	}
	return v, v.WritesTo(v.Session)
}

// WritesTo refuses a tablet of another session: session_of_other_tablet.
func (v Visitor) WritesTo(session string) error {
	if v.Device != "" && v.at != session {
		return problem.Forbidden("session_of_other_tablet")
	}
	return nil
}

func (g *Gate) visit(ctx context.Context, forum, session string) (Visitor, error) {
	v := Visitor{}
	var err error
	if v.Forum, err = id(forum, "path.forum"); err != nil {
		return v, err
	}
	caller := token.Of(ctx)
	v.By = caller.Subject
	if caller.Kind == tablet {
		v.Device = caller.Subject
		v.at = caller.Session
		if u, err := uuid.Parse(caller.Session); err == nil {
			v.at = u.String()
		}
	}
	if session == "" {
		return v, nil
	}
	if v.Session, err = id(session, "path.session"); err != nil {
		return v, err
	}
	return v, g.check(ctx, v)
}

// check asks what the sessions service has told. A session that it has not told
// of yet is taken on trust.
func (g *Gate) check(ctx context.Context, v Visitor) error {
	var elsewhere bool
	err := g.db.GetContext(ctx, &elsewhere, `SELECT EXISTS (SELECT FROM programme_sessions WHERE session_id = $1 AND forum_id <> $2)`, v.Session, v.Forum)
	switch {
	case err != nil:
		return fmt.Errorf("checking session: %w", err)
	case elsewhere:
		return problem.NotFound("session_not_found")
	}
	return nil
}

func id(s, pointer string) (string, error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return "", problem.InvalidField(pointer, "want_uuid")
	}
	return u.String(), nil
}
