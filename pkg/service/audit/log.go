package audit

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Act is one act.
type Act struct {
	Number    int64             `json:"number" doc:"in the order in which the service wrote them"`
	At        time.Time         `json:"at"`
	Noun      string            `json:"noun" doc:"what it was done to, as the path calls it"`
	Act       string            `json:"act" doc:"create, change, put, remove, or the path's own verb"`
	Operation string            `json:"operation" doc:"method and path; of the shell: shell"`
	Of        map[string]string `json:"of" doc:"the ids in the path"`
	ForumIDs  []string          `json:"forum_ids" nullable:"false" doc:"the forums that it is about; none: the installation"`
	By        string            `json:"by" doc:"account or tablet; empty = nobody who is known"`
	Kind      string            `json:"kind" doc:"staff, tablet, shell; empty = nobody who is known"`
	Address   string            `json:"address" doc:"of IPv6 its network, /64"`
	Status    int               `json:"status"`
	Code      string            `json:"code" doc:"of the refusal; empty = done"`
	Changes   []Altered         `json:"changes" nullable:"false"`
}

// Log is the audit of one service.
type Log struct {
	db    *sqlx.DB
	log   *zap.Logger
	batch *database.Batcher[Act, struct{}]
}

// New makes the log of a service whose schema has the table, see Migrations.
func New(db *sqlx.DB, log *zap.Logger) *Log {
	l := &Log{db: db, log: log}
	l.batch = database.NewBatcher(100, l.keep)
	return l
}

// keep writes all or none: a batch that failed is tried again, each act alone.
func (l *Log) keep(ctx context.Context, all []Act) ([]struct{}, error) {
	return make([]struct{}, len(all)), database.InTx(ctx, l.db, func(tx *sqlx.Tx) error { return insert(ctx, tx, all...) })
}

// Watch is the middleware that writes. It stands before the permission, since who
// was refused is written too.
func (l *Log) Watch(ctx huma.Context, next func(huma.Context)) {
	if !audited(ctx.Operation()) {
		next(ctx)
		return
	}
	t := begin(ctx)
	next(huma.WithContext(ctx, context.WithValue(ctx.Context(), trailKey{}, t)))
	t.entry.Status = ctx.Status()
	if t.entry.Status >= http.StatusBadRequest {
		t.entry.Code, t.written = web.Refused(ctx.Context()), false
		t.entry.Changes = nil
	}
	nobody := t.entry.By == "" && ctx.Operation().Metadata[alsoKey] == nil
	if t.written || nobody || t.entry.Status == http.StatusTooManyRequests {
		return
	}
	// The caller may be gone; what was done is written all the same.
	write, cancel := context.WithTimeout(context.WithoutCancel(ctx.Context()), patience)
	defer cancel()
	if _, err := l.batch.Do(write, t.entry); err != nil {
		l.log.Error("an act is missing in the audit", zap.String("operation", t.entry.Operation), zap.Int("status", t.entry.Status), zap.Error(err))
	}
}

// patience is how long an answer waits for its entry.
const patience = 5 * time.Second

// In writes what changes in the transaction of the change: neither is there without
// the other. of are the ids that the path does not have.
func In(ctx context.Context, tx *sqlx.Tx, of map[string]string, forums []string, changes ...Altered) error {
	t := trailOf(ctx)
	if t == nil {
		return nil // nobody's act: a test, the first start
	}
	for name, id := range of {
		t.entry.Of[name] = id
	}
	if len(forums) > 0 {
		t.entry.ForumIDs = forums
	}
	t.entry.Changes = changes
	e := t.entry
	if e.Status == 0 {
		e.Status = http.StatusOK
	}
	if err := insert(ctx, tx, e); err != nil {
		return err
	}
	t.written = true
	return nil
}

func insert(ctx context.Context, db sqlx.ExtContext, all ...Act) error {
	for _, e := range all {
		_, err := db.ExecContext(ctx, `
			INSERT INTO audit (noun, act, operation, of, forum_ids, by, kind, address, status, code, changes)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			e.Noun, e.Act, e.Operation, database.AsJSON(e.Of), pq.Array(canonical(e.ForumIDs)), e.By, e.Kind, e.Address, e.Status, e.Code, database.AsJSON(changes(e)))
		if err != nil {
			return fmt.Errorf("writing the audit: %w", err)
		}
	}
	return nil
}

func changes(e Act) []Altered {
	if e.Changes == nil {
		return []Altered{}
	}
	return e.Changes
}

func canonical(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if u, err := uuid.Parse(id); err == nil {
			out = append(out, u.String())
		}
	}
	return out
}

// known is an id of a path as it is kept: what is none is not.
func known(id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return u.String()
}
