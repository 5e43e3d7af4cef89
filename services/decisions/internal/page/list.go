package page

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// List is how the rows of a noun are listed.
type List[R any] struct {
	Noun    string // for errors: "proposals"
	Columns string
	From    string // tables and how they join
	Order   string // of the rows, and no two rows are equal in it
	After   func(c database.Conditions, q Query) (database.Conditions, error)
	Cursor  func(R) string
}

// Read reads the piece of a list that is asked for, of the rows that fit.
func (l List[R]) Read(ctx context.Context, db sqlx.QueryerContext, fits database.Conditions, q Query, w web.Window) (Of[R], error) {
	following, err := l.After(fits, q)
	if err != nil {
		return Of[R]{}, err
	}
	var rows []R
	statement := `SELECT ` + l.Columns + ` FROM ` + l.From + following.String() +
		fmt.Sprintf(`ORDER BY %s LIMIT $%d OFFSET $%d`, l.Order, following.N(), following.N()+1)
	if err := sqlx.SelectContext(ctx, db, &rows, statement, following.Args(q.Limit+1, w.Offset)...); err != nil {
		return Of[R]{}, fmt.Errorf("listing %s: %w", l.Noun, err)
	}
	cut := Cut(rows, q.Limit, l.Cursor)
	if w.Total {
		var total int64
		if err := sqlx.GetContext(ctx, db, &total, `SELECT count(*) FROM `+l.From+fits.String(), fits.Args()...); err != nil {
			return Of[R]{}, fmt.Errorf("counting %s: %w", l.Noun, err)
		}
		cut.Total = &total
	}
	return cut, nil
}

// AfterNumberOf continues a list in the order of a number column.
func AfterNumberOf(column string) func(database.Conditions, Query) (database.Conditions, error) {
	return beyond(column + " > ?")
}

// BeforeNumberOf continues a list in the reverse order of a number column.
func BeforeNumberOf(column string) func(database.Conditions, Query) (database.Conditions, error) {
	return beyond(column + " < ?")
}

func beyond(condition string) func(database.Conditions, Query) (database.Conditions, error) {
	return func(c database.Conditions, q Query) (database.Conditions, error) {
		if q.After == "" {
			return c, nil
		}
		n, err := q.AfterNumber()
		return c.And(condition, n), err
	}
}

// Views is a page of the same place with its rows made into views.
func Views[R, V any](of Of[R], views []V) Of[V] {
	return Of[V]{Items: views, Next: of.Next, Total: of.Total}
}

// Sought is what somebody typed into a search field.
type Sought string

// In narrows c to the rows where one of the search columns has all the words, or
// one of the conditions with a number holds for the number that was typed ("14",
// "№ 14"); each has one "?". Nothing typed narrows nothing.
func (q Sought) In(c database.Conditions, numbers []string, texts ...string) database.Conditions {
	n, words := text.Numbered(string(q))
	if len(words) == 0 {
		return c
	}
	var found []string
	var args []any
	for _, condition := range texts {
		found, args = append(found, condition), append(args, words)
	}
	if n > 0 {
		for _, condition := range numbers {
			found, args = append(found, condition), append(args, n)
		}
	}
	return c.And(strings.Join(found, " OR "), args...)
}
