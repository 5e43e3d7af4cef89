// Package access is who may work where, for everything that belongs to a
// session.
//
// Whoever works in a session writes: its tablet, facilitators, moderators, the
// secretariat, organisers. A tablet writes to its own session only. The same
// people, the chair and the controller read; a tablet reads all of its forum. A
// revoked tablet may do nothing, although its token is still good.
package access

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// Who writes and who reads; the secretariat's own things are the Desk's.
var (
	Writers = []string{"tablet", "facilitator", "moderator", "secretary", "organiser"}
	Readers = append([]string{"chair", "controller"}, Writers...)
	Desk    = []string{"secretary", "organiser"}
)

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

// Forum lets in who has one of the roles in the forum. Errors: sign_in_required,
// role_required, device_revoked.
func (g *Gate) Forum(ctx context.Context, forum string, roles ...string) (Visitor, error) {
	return g.admit(ctx, forum, "", roles)
}

// Read lets in who may read the session's things. Errors: those of Forum,
// session_not_found for a session of another forum.
func (g *Gate) Read(ctx context.Context, forum, session string) (Visitor, error) {
	return g.admit(ctx, forum, session, Readers)
}

// Write lets in who may write to the session. Errors: those of Read,
// session_of_other_tablet.
func (g *Gate) Write(ctx context.Context, forum, session string) (Visitor, error) {
	v, err := g.admit(ctx, forum, session, Writers)
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

func (g *Gate) admit(ctx context.Context, forum, session string, roles []string) (Visitor, error) {
	v := Visitor{}
	var err error
	if v.Forum, err = id(forum, "path.forum"); err != nil {
		return v, err
	}
	if session != "" {
		if v.Session, err = id(session, "path.session"); err != nil {
			return v, err
		}
	}
	caller, err := token.Require(ctx, v.Forum, roles...)
	if err != nil {
		return v, err
	}
	v.By = caller.Subject
	if caller.Kind == "tablet" {
		v.Device = caller.Subject
		v.at = caller.Session
		if u, err := uuid.Parse(caller.Session); err == nil {
			v.at = u.String()
		}
	}
	return v, g.check(ctx, v)
}

// check asks what the sessions service has told. A session that it has not told
// of yet is taken on trust.
func (g *Gate) check(ctx context.Context, v Visitor) error {
	if v.Device == "" && v.Session == "" {
		return nil
	}
	var facts struct{ Revoked, Elsewhere bool }
	err := g.db.GetContext(ctx, &facts, `
		SELECT EXISTS (SELECT FROM devices WHERE device_id::text = $1 AND forum_id = $3 AND revoked) AS revoked,
		       EXISTS (SELECT FROM programme_sessions WHERE session_id = nullif($2, '')::uuid AND forum_id <> $3) AS elsewhere`,
		v.Device, v.Session, v.Forum)
	switch {
	case err != nil:
		return fmt.Errorf("checking tablet and session: %w", err)
	case facts.Revoked:
		return problem.Unauthenticated("device_revoked")
	case facts.Elsewhere:
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
