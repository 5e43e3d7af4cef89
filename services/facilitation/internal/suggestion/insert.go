package suggestion

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// counter is a forum's counter. Who holds these values and finds them unchanged
// has not been overtaken by anybody.
type counter struct {
	Last     int64 `db:"last"`
	Erasures int64 `db:"erasures"`
	known    bool
}

// lockCounter makes everybody else who stores suggestions in the forum wait.
func (s *Store) lockCounter(ctx context.Context, tx *sqlx.Tx, forum string) (counter, error) {
	c := counter{known: true}
	err := tx.GetContext(ctx, &c, `
		INSERT INTO counters (forum_id) VALUES ($1)
		ON CONFLICT (forum_id) DO UPDATE SET last = counters.last RETURNING last, erasures`, forum)
	if err != nil {
		return c, fmt.Errorf("locking counter: %w", err)
	}
	return c, nil
}

// insertAll stores suggestions and their events and moves the counter on, in one statement and so in one round trip: all of it,
// or nothing when the counter is not what it was thought to be, when a tablet
// is revoked, a person erased, or a session or theme another forum's. An id
// that is there already is an error (23505) and also means nothing.
//
// Whether ids are there is left to the unique indexes: a plan for looking them
// up, made while the table is small, would be kept while it grows.
var insertAll = `
	WITH counted AS (
		UPDATE counters SET last = last + $1::bigint
		WHERE forum_id = $2::uuid AND last = $3::bigint AND erasures = $4::bigint
		  AND NOT EXISTS (SELECT FROM devices WHERE device_id = ANY($5::uuid[]) AND forum_id = $2::uuid AND revoked)
		  AND NOT EXISTS (SELECT FROM programme_sessions WHERE session_id = ANY($6::uuid[]) AND forum_id <> $2::uuid)
		  AND NOT EXISTS (SELECT FROM themes WHERE theme_id = ANY($7::uuid[]) AND forum_id <> $2::uuid)
		  AND NOT EXISTS (SELECT FROM erased_participants WHERE participant_id = ANY($8::uuid[]))
		RETURNING last
	), sent AS (
		SELECT * FROM unnest($10::uuid[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
		                     $17::text[], $18::text[], $19::text[], $20::text[], $21::bigint[], $22::timestamptz[],
		                     $23::text[], $24::text[], $25::text[], $26::text[], $27::text[])
		AS t(id, number, receipt, session_id, round_id, theme_id, text,
		     language, author_id, typed_by, device_id, device_counter, typed_at,
		     source, source_number, received_on, by, tags)
		WHERE EXISTS (SELECT FROM counted)
	), stored AS (
		INSERT INTO suggestions (id, forum_id, number, receipt, session_id, round_id, theme_id, text, language, author_id, typed_by,
		                         device_id, device_counter, typed_at, captured_by, source, source_number, received_on, received_at, tags)
		SELECT id, $2::uuid, number, receipt, nullif(session_id, '')::uuid, nullif(round_id, '')::uuid, nullif(theme_id, '')::uuid,
		       text, language, nullif(author_id, '')::uuid, nullif(typed_by, '')::uuid, nullif(device_id, '')::uuid,
		       device_counter, typed_at, by, source, source_number, nullif(received_on, '')::date, $9::timestamptz, tags::text[]
		FROM sent
	)` + bus.Append(28) + ` WHERE EXISTS (SELECT FROM counted) ORDER BY e.n`

// store stores the batch's fresh drafts with numbers after c.Last, and moves c
// on. ErrAgain: nothing was stored, look closer.
func (s *Store) store(ctx context.Context, insertAll *sqlx.Stmt, b *batch, c *counter) error {
	n := len(b.fresh)
	b.name(c.Last, receiptCodes(n), now())
	args := append([]any{n, b.forum, c.Last, c.Erasures}, newNamed(b.fresh).args()...)
	args = append(args, b.fresh[0].now.ReceivedAt)
	args = append(args, b.columns()...)
	appended, err := bus.AppendArgs(b.events())
	if err != nil {
		return err
	}
	result, err := insertAll.ExecContext(ctx, append(args, appended...)...)
	if database.Constraint(err) != "" {
		return errors.Join(ErrAgain, err)
	}
	if err != nil {
		return fmt.Errorf("storing %d suggestions: %w", n, err)
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("storing %d suggestions: %w", n, err)
	}
	if rows != int64(n) {
		return ErrAgain
	}
	c.Last += rows
	return nil
}

// columns are the drafts as insertAll's arguments 10 to 27. Absent ids and days
// are empty strings; the tags of each are an array written as a text, because
// unnest would run the arrays of all rows together.
func (b *batch) columns() []any {
	n := len(b.fresh)
	var texts [15]database.Strings
	for i := range texts {
		texts[i] = make(database.Strings, n)
	}
	numbers, counters, typed := make(pq.Int64Array, n), make(pq.Int64Array, n), make(times, n)
	for i, it := range b.fresh {
		d := it.draft
		for c, v := range [...]string{
			d.ID, it.now.Receipt, d.SessionID, d.RoundID, d.ThemeID, d.Text, d.Language,
			d.AuthorID, d.TypedBy, d.DeviceID, d.Source, d.SourceNumber, d.ReceivedOn, d.By, arrayText(d.Tags),
		} {
			texts[c][i] = v
		}
		numbers[i], counters[i], typed[i] = it.now.Number, d.DeviceCounter, d.TypedAt
	}
	t := &texts
	return []any{
		t[0], &numbers, t[1], t[2], t[3], t[4], t[5],
		t[6], t[7], t[8], t[9], &counters, typed,
		t[10], t[11], t[12], t[13], t[14],
	}
}

// arrayText is an array as PostgreSQL writes it.
func arrayText(list []string) string {
	if len(list) == 0 {
		return "{}"
	}
	v, _ := database.Strings(list).Value() // never fails
	return v.(string)
}

// times is an array of points in time, some unknown.
type times []*time.Time

// Value writes the array as PostgreSQL reads it.
func (ts times) Value() (driver.Value, error) {
	out := make([]byte, 0, 2+36*len(ts))
	out = append(out, '{')
	for i, t := range ts {
		if i > 0 {
			out = append(out, ',')
		}
		if t == nil {
			out = append(out, "NULL"...)
			continue
		}
		out = strconv.AppendQuote(out, t.UTC().Format(time.RFC3339Nano))
	}
	return string(append(out, '}')), nil
}
