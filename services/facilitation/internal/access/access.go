// Package access is who may work where, for everything that belongs to a
// session.
//
// Whoever works in a session writes: its tablet, facilitators, moderators, the
// secretariat, organisers. The same people, the chair and the controller read.
// Which roles an operation is for stands beside its path; what is known here is
// that a tablet writes to its own session only and reads all of its forum, and
// that a revoked one may do nothing, although its token is still good. Captures
// alone do not pass here: the statement that stores them looks for itself. Staff
// with a role in single sessions are like tablets: they read all of the forum and
// write to those sessions.
package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
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

// ReadForum marks an operation for those who read: in the whole forum or in one
// session of it.
func ReadForum(op *huma.Operation) {
	web.Roles(Readers...)(op)
	web.Within(op)
}

// WriteForum marks an operation for those who write, in the whole forum or in one
// session of it; which session it is about, the handler looks up.
func WriteForum(op *huma.Operation) {
	web.Roles(Writers...)(op)
	web.Within(op)
}

// WriteSession marks an operation for those who work in the session of its path.
func WriteSession(op *huma.Operation) {
	web.Roles(staff...)(op)
	web.OwnSession(tablet, "session_of_other_tablet")(op)
}

// Gate lets callers in.
type Gate struct {
	db      *sqlx.DB
	revoked *sqlx.Stmt
	tablets *database.Batcher[stand, bool]
}

// stand is a tablet in a forum, in which it may have been revoked.
type stand struct {
	Device string `db:"device_id"`
	Forum  string `db:"forum_id"`
}

// NewGate makes a gate. Its statement lives as long as db.
func NewGate(ctx context.Context, db *sqlx.DB) (*Gate, error) {
	g := &Gate{db: db}
	var err error
	if g.revoked, err = db.PreparexContext(ctx, `
		SELECT device_id, forum_id FROM devices JOIN unnest($1::uuid[], $2::uuid[]) AS asked(device_id, forum_id) USING (device_id, forum_id)
		WHERE revoked`); err != nil {
		return nil, fmt.Errorf("preparing to check tablets: %w", err)
	}
	g.tablets = database.NewBatcher(256, g.areRevoked)
	return g, nil
}

// Visitor is a caller who was let in. Ids are canonical.
type Visitor struct {
	Forum   string
	Session string   // that was asked for, "" for the forum's things
	By      string   // account or device id
	Device  string   // "" for staff
	At      string   // a tablet's own session
	Only    []string // the sessions of staff who have no role that writes in the whole forum; nil for others
}

// RefuseRevoked refuses a revoked tablet, whose token may still be good; for
// web.Guard. All tablets that come at the same time are looked up together.
func (g *Gate) RefuseRevoked(ctx huma.Context) error {
	c := token.Of(ctx.Context())
	if c.Kind != tablet {
		return nil
	}
	device, err := uuid.Parse(c.Subject)
	forum, e := uuid.Parse(ctx.Param("forum"))
	if err != nil || e != nil {
		return nil //nolint:nilerr // whose ids are none, the routes refuse
	}
	revoked, err := g.tablets.Do(ctx.Context(), stand{device.String(), forum.String()})
	switch {
	case err != nil: // whatever keeps the gate from asking, the tablet shall come again
		return problem.Unavailable("unavailable").Because(fmt.Errorf("checking tablet: %w", err))
	case revoked:
		return problem.Unauthenticated("device_revoked")
	}
	return nil
}

func (g *Gate) areRevoked(ctx context.Context, asked []stand) ([]bool, error) {
	devices, forums := make(database.Strings, len(asked)), make(database.Strings, len(asked))
	for i, s := range asked {
		devices[i], forums[i] = s.Device, s.Forum
	}
	var found []stand
	if err := g.revoked.SelectContext(ctx, &found, devices, forums); err != nil {
		return nil, err
	}
	revoked := make([]bool, len(asked))
	for i, s := range asked {
		revoked[i] = slices.Contains(found, s)
	}
	return revoked, nil
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

// ReadBy is what a session has, read for whoever may read it. Errors: those of Read.
func ReadBy[T any](ctx context.Context, g *Gate, forum, session string, read func(ctx context.Context, forum, session string) (T, error)) (T, error) {
	v, err := g.Read(ctx, forum, session)
	if err != nil {
		var none T
		return none, err
	}
	return read(ctx, v.Forum, v.Session)
}

// Write lets in who may write to the session. Errors: those of Read and WritesTo.
func (g *Gate) Write(ctx context.Context, forum, session string) (Visitor, error) {
	v, err := g.visit(ctx, forum, session)
	if err != nil {
		return v, err
	}
	return v, v.WritesTo(v.Session)
}

// WritesTo refuses a tablet of another session and staff of other sessions:
// session_of_other_tablet, session_of_others.
func (v Visitor) WritesTo(session string) error {
	if v.Device != "" && v.At != session {
		return problem.Forbidden("session_of_other_tablet")
	}
	return v.Belongs(session)
}

// Belongs refuses staff with roles in other sessions only than these:
// session_of_others.
func (v Visitor) Belongs(sessions ...string) error {
	own := func(s string) bool { return slices.Contains(v.Only, s) }
	if v.Only == nil || slices.ContainsFunc(sessions, own) {
		return nil
	}
	return problem.Forbidden("session_of_others")
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
		v.At = caller.Session
		if u, err := uuid.Parse(caller.Session); err == nil {
			v.At = u.String()
		}
	} else if !caller.Can(v.Forum, staff...) {
		v.Only = append([]string{}, caller.Sessions(v.Forum, staff...)...)
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
