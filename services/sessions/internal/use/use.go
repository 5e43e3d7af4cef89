// Package use knows what hangs on a thing, and deletes what nothing hangs on.
package use

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Delete deletes a row, or returns the problem in_use when another refers to it: the
// tables say themselves what may hang on what.
func Delete(ctx context.Context, tx *sqlx.Tx, table, id string) error {
	return DeleteOf(ctx, tx, table, "id", id)
}

// DeleteOf is Delete of all rows that belong to something.
func DeleteOf(ctx context.Context, tx *sqlx.Tx, table, column, id string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+column+` = $1`, id)
	if by := database.Constraint(err); by != "" {
		return inUse(by)
	}
	if err != nil {
		return fmt.Errorf("deleting from %s: %w", table, err)
	}
	return nil
}

// None returns the problem in_use when something was said that is about one of the
// things: of a forum, in a session, on a theme.
func None(ctx context.Context, tx *sqlx.Tx, things ...string) error {
	var said bool
	if err := tx.GetContext(ctx, &said, `SELECT EXISTS (SELECT FROM spoken_of WHERE thing = ANY($1::uuid[]))`, database.Strings(things)); err != nil {
		return fmt.Errorf("looking for suggestions: %w", err)
	}
	if said {
		return inUse("suggestions")
	}
	return nil
}

// inUse names what hangs on the thing by the constraint that says so, such as
// devices_session_id_fkey; what has no word of its own is "other".
func inUse(constraint string) error {
	table, _, _ := strings.Cut(constraint, "_")
	if strings.HasPrefix(constraint, "agenda_questions") {
		table = "agenda_questions"
	}
	if !problem.Known("in_use_by_" + table) {
		table = "other"
	}
	return problem.Conflict("in_use", "by", problem.Named("in_use_by_", table))
}
