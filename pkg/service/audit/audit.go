// Package audit keeps who did what, when and from where: of one service, in a table
// to which rows are only added.
//
// Every operation that changes something leaves an entry, done or refused, without
// its body: the ids of its path, who called, from which address, what came of it. An
// entry that says what changed is written in the transaction of the change; others
// right after it, before the answer leaves. Left out are, beside what only reads,
// operations that say why with Off, those that anybody may call unless they are
// marked with Also, and callers who are not known at all.
package audit

import (
	"context"
	"embed"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Migrations make the table in the service's schema.
//
//go:embed migrations
var Migrations embed.FS

const (
	offKey  = "audit-off"
	alsoKey = "audit-also"
)

// Off leaves an operation out of the audit, for a reason that its document prints.
func Off(reason string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		mark(op, offKey)
		if op.Extensions == nil {
			op.Extensions = map[string]any{}
		}
		op.Extensions["x-audit-off"] = reason
	}
}

// Also takes an operation that anybody may call into the audit.
func Also(op *huma.Operation) { mark(op, alsoKey) }

func mark(op *huma.Operation, key string) {
	if op.Metadata == nil {
		op.Metadata = map[string]any{}
	}
	op.Metadata[key] = true
}

// audited tells whether an operation leaves entries.
func audited(op *huma.Operation) bool {
	switch {
	case op.Metadata[alsoKey] != nil:
		return true
	case op.Method == http.MethodGet || op.Method == http.MethodHead || op.Metadata[offKey] != nil:
		return false
	}
	return !web.IsPublic(op)
}

// Altered is one thing that an act changed. Of roles it has their names; of names,
// addresses and passwords only that they are others now.
type Altered struct {
	What   string `json:"what" doc:"role, name, login, email, language, disabled, password, second_step"`
	Where  string `json:"where" doc:"of a role, its scope: a forum, forum/session, or * for all forums; else empty"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// trail is what is known of an act while it is done.
type trail struct {
	entry   Act
	written bool // in the transaction of the change
}

type trailKey struct{}

func trailOf(ctx context.Context) *trail {
	t, _ := ctx.Value(trailKey{}).(*trail)
	return t
}

// Concerns says whose act it is where no token does: somebody signs in, a link is
// used.
func Concerns(ctx context.Context, account string) {
	if t := trailOf(ctx); t != nil && account != "" {
		t.entry.By, t.entry.Kind = account, "staff"
	}
}

// About says by which of our own names an act's path calls a thing, where that is no
// id: what people type into a path is not kept.
func About(ctx context.Context, name, value string) {
	if t := trailOf(ctx); t != nil {
		t.entry.Of[name] = value
	}
}

// FromShell begins an act that is no request.
func FromShell(ctx context.Context, noun, act string) context.Context {
	return context.WithValue(ctx, trailKey{}, &trail{entry: Act{Noun: noun, Act: act, Operation: "shell", Kind: "shell", Of: map[string]string{}, Status: http.StatusOK}})
}

// begin is the trail of a request.
func begin(ctx huma.Context) *trail {
	op := ctx.Operation()
	e := Act{Operation: op.Method + " " + op.Path, Address: web.Address(ctx.Context()), Of: map[string]string{}}
	e.Noun, e.Act = named(op.Method, op.Path)
	for _, segment := range strings.Split(op.Path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			e.Of[name] = known(ctx.Param(name))
		}
	}
	if forum := e.Of["forum"]; forum != "" {
		e.ForumIDs = []string{forum}
	}
	if c, ok := token.From(ctx.Context()); ok {
		e.By, e.Kind = c.Subject, c.Kind
	}
	return &trail{entry: e}
}

// named says of an operation what it is done to and what is done. The last segment
// of a path names things, or one of them, or is a verb of what stands before it.
func named(method, path string) (noun, act string) {
	var literal []string
	verb := false
	for _, segment := range strings.Split(strings.Trim(path, "/"), "/") {
		if verb = !strings.HasPrefix(segment, "{"); verb {
			literal = append(literal, segment)
		}
	}
	if len(literal) > 2 && literal[0] == "api" { // and the service
		literal = literal[2:]
	}
	last := literal[len(literal)-1]
	if verb && method == http.MethodPost && len(literal) > 1 && (!strings.HasSuffix(last, "s") || last == "votes") {
		return literal[len(literal)-2], last
	}
	return last, map[string]string{http.MethodPost: "create", http.MethodPatch: "change", http.MethodPut: "put", http.MethodDelete: "remove"}[method]
}
