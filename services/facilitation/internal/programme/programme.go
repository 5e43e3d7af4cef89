// Package programme is what the sessions service has told of a forum: its
// sessions, its themes and the tablets that were revoked. What nobody has told of
// yet is taken on trust.
package programme

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// ThemeOfSession is what the forum's session talks about, "" for all or as far as
// nothing was heard. Error at /session_id: session_of_other_forum.
func ThemeOfSession(ctx context.Context, q sqlx.QueryerContext, forum, session string) (string, error) {
	var known struct{ Forum, Theme string }
	err := sqlx.GetContext(ctx, q, &known, `
		SELECT forum_id::text AS forum, coalesce(theme_id::text, '') AS theme FROM programme_sessions WHERE session_id = $1`, session)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("looking up session: %w", err)
	case known.Forum != forum:
		return "", problem.InvalidField("/session_id", "session_of_other_forum")
	}
	return known.Theme, nil
}

// OwnTheme refuses, at /theme_id, a theme of another forum: theme_of_other_forum.
func OwnTheme(ctx context.Context, q sqlx.QueryerContext, forum, theme string) error {
	var foreign bool
	err := sqlx.GetContext(ctx, q, &foreign, `SELECT EXISTS (SELECT FROM themes WHERE theme_id = $1 AND forum_id <> $2)`, theme, forum)
	switch {
	case err != nil:
		return fmt.Errorf("looking up theme: %w", err)
	case foreign:
		return problem.InvalidField("/theme_id", "theme_of_other_forum")
	}
	return nil
}
