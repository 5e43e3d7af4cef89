package page

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Listing is how the rows of a noun are listed.
type Listing[T any] struct {
	Noun    string // for errors: "participants"
	Columns string
	From    string
	Order   string // no two rows are equal in it
	Scan    func(Row) (T, error)
	Key     func(T) []string // an item's place, see After
	After   func(c database.Conditions, key []string) (database.Conditions, error)
}

// Read reads the piece that is asked for, of the rows that fit.
func (l Listing[T]) Read(ctx context.Context, db sqlx.QueryerContext, fits database.Conditions, q Query, w web.Window) (List[T], error) {
	following := fits
	if q.After != "" {
		key, err := q.Place(len(l.Key(*new(T))))
		if err == nil {
			following, err = l.After(fits, key)
		}
		if err != nil {
			return List[T]{}, err
		}
	}
	rows, err := db.QueryContext(ctx, `SELECT `+l.Columns+` FROM `+l.From+following.String()+
		fmt.Sprintf(`ORDER BY %s LIMIT $%d OFFSET $%d`, l.Order, following.N(), following.N()+1), following.Args(q.Limit+1, w.Offset)...)
	if err != nil {
		return List[T]{}, fmt.Errorf("listing %s: %w", l.Noun, err)
	}
	items, err := Collect(rows, l.Scan)
	if err != nil {
		return List[T]{}, err
	}
	piece := Of(items, q, l.Key)
	if w.Total {
		var total int64
		if err := sqlx.GetContext(ctx, db, &total, `SELECT count(*) FROM `+l.From+fits.String(), fits.Args()...); err != nil {
			return List[T]{}, fmt.Errorf("counting %s: %w", l.Noun, err)
		}
		piece.Total = &total
	}
	return piece, nil
}

// AfterID continues a list in the order of the ids.
func AfterID(c database.Conditions, key []string) (database.Conditions, error) {
	return c.And("id::text > ?", key[0]), nil
}
