// Package given checks what a request gave: ids, texts, days.
package given

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// ID is the client's id in its canonical form, or a new one.
func ID(id string) string {
	if parsed, err := uuid.Parse(id); err == nil {
		return parsed.String()
	}
	return uuid.Must(uuid.NewV7()).String()
}

// Ref is a reference in its canonical form; "" stays "".
func Ref(pointer, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return "", problem.InvalidField(pointer, "want_uuid")
	}
	return parsed.String(), nil
}

// Text takes away the wordings that show nothing, and wants at most max characters
// in each language and, unless optional, a wording in at least one.
func Text(pointer string, t *events.Text, max int, optional bool) error {
	*t = t.Each(text.Shown)
	if !optional && t.Empty() {
		return problem.InvalidField(pointer, "wording_required")
	}
	for language, s := range t.All() {
		if utf8.RuneCountInString(s) > max {
			return problem.InvalidField(pointer+"/"+language, "too_long", "limit", max)
		}
	}
	return nil
}

// Title brings a name, a title or a place into the form of a line in each language,
// see text.Line, and wants what Text wants.
func Title(pointer string, t *events.Text, max int, optional bool) error {
	for language, words := range t.All() {
		if err := Line(pointer+"/"+language, &words, true); err != nil {
			return err
		}
		*t = t.With(language, words)
	}
	return Text(pointer, t, max, optional)
}

// Line brings a name into the form of a line and wants it to show something, or,
// where optional, to be a line if it does. Errors: required, not_one_line.
func Line(pointer string, s *string, optional bool) error {
	line, ok := text.Line(*s)
	if optional && ok && !text.Shows(line) {
		*s = ""
		return nil
	}
	return text.Name(pointer, s)
}

// Words wants something to read.
func Words(pointer, s string) error {
	if !text.Shows(s) {
		return problem.InvalidField(pointer, "required")
	}
	return nil
}

// Day wants a calendar date, or, where optional, nothing.
func Day(pointer string, d events.Day, optional bool) error {
	if d == "" && optional {
		return nil
	}
	// PostgreSQL's calendar begins earlier than Go's, but nobody's forum does.
	if t, err := d.Time(); err != nil || t.Year() < 1 {
		return problem.InvalidField(pointer, "want_date")
	}
	return nil
}

// Fingerprint is all that is stored of a secret or code that somebody shows: one that
// is random enough not to be guessed.
func Fingerprint(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// Print is a hash by which the same request is known again.
func Print(request any) []byte {
	data, err := json.Marshal(request)
	if err != nil { // requests come from JSON
		panic(err)
	}
	sum := sha256.Sum256(data)
	return sum[:]
}

// Made reports that the thing has been made by the same request before, of which
// print is the hash. Another request under the same id is the problem id_taken. It
// is asked first in a transaction, where it waits for the same request that still
// runs.
func Made(ctx context.Context, tx *sqlx.Tx, table, id string, print []byte) (bool, error) {
	if err := database.Alone(ctx, tx, id); err != nil {
		return false, err
	}
	var before []byte
	err := tx.GetContext(ctx, &before, `SELECT print FROM `+table+` WHERE id = $1`, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("looking for an earlier request in %s: %w", table, err)
	case !bytes.Equal(before, print):
		return false, problem.Conflict("id_taken")
	}
	return true, nil
}

// SameVersion refuses a change made on the ground of an older state. A request
// that names no version changes whatever is there.
func SameVersion(asked *int, now int) error {
	if asked != nil && *asked != now {
		return problem.Conflict("changed_meanwhile").With("version", now)
	}
	return nil
}
