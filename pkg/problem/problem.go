// Package problem is how a domain says no: an error with a kind, a stable code
// and, in the catalogues, a sentence for people in every language.
//
// It knows nothing of HTTP; web.Status and web.Problem turn it into a problem
// document (RFC 9457) in one place.
package problem

import (
	"errors"
	"fmt"
)

// Kind is the class of a refusal, independent of transport.
type Kind int

// The kinds, from the caller's fault to ours.
const (
	KindInvalid         Kind = iota + 1 // the request is malformed or breaks a rule
	KindUnauthenticated                 // nobody is signed in, or the token is not good any more
	KindForbidden                       // signed in, but not allowed
	KindNotFound                        // no such thing (or none that the caller may see)
	KindConflict                        // the thing's state does not allow it
	KindTooMany                         // slow down
	KindTooLarge                        // more than we take at once
	KindUnavailable                     // a part we need is away; trying again helps
)

// Error is a refusal. Args fill the sentence's {{name}} places.
type Error struct {
	Kind Kind
	Code string // snake_case, stable: clients switch on it
	Args map[string]any
	// Fields point at what is wrong with the request, if that is known.
	Fields []Field
	// Extra is added to the problem document as members of their own.
	Extra map[string]any
	cause error
}

// Field is one wrong member of a request.
type Field struct {
	Pointer string // JSON pointer into the body, "/deadline/due_date"
	Code    string
	Args    map[string]any
}

func (e *Error) Error() string {
	s := e.Code
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s %s]", f.Pointer, f.Code)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause, for logs; people never see it.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, problem.NotFound("x")) compare by code.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// Because returns a copy that carries the cause for the log.
func (e *Error) Because(err error) *Error { c := *e; c.cause = err; return &c }

// With returns a copy whose document has one more member.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Extra = map[string]any{name: value}
	for k, v := range e.Extra {
		c.Extra[k] = v
	}
	return &c
}

// At returns a copy that also points at a member of the request.
func (e *Error) At(pointer, code string, args ...any) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Pointer: pointer, Code: code, Args: pairs(args)})
	return &c
}

// args are name, value, name, value, …
func newError(k Kind, code string, args []any) *Error {
	return &Error{Kind: k, Code: code, Args: pairs(args)}
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

// Invalid says: the request breaks a rule.
func Invalid(code string, args ...any) *Error { return newError(KindInvalid, code, args) }

// InvalidField says: one member of the request breaks a rule.
func InvalidField(pointer, code string, args ...any) *Error {
	return Invalid("invalid_request").At(pointer, code, args...)
}

// Unauthenticated says: no good token.
func Unauthenticated(code string, args ...any) *Error {
	return newError(KindUnauthenticated, code, args)
}

// Forbidden says: the caller's role does not allow it.
func Forbidden(code string, args ...any) *Error { return newError(KindForbidden, code, args) }

// NotFound says: no such thing.
func NotFound(code string, args ...any) *Error { return newError(KindNotFound, code, args) }

// Conflict says: the thing's state does not allow it.
func Conflict(code string, args ...any) *Error { return newError(KindConflict, code, args) }

// TooMany says: the caller must slow down.
func TooMany(code string, args ...any) *Error { return newError(KindTooMany, code, args) }

// TooLarge says: more than is taken at once.
func TooLarge(code string, args ...any) *Error { return newError(KindTooLarge, code, args) }

// Unavailable says: a part is away; trying again helps.
func Unavailable(code string, args ...any) *Error { return newError(KindUnavailable, code, args) }
