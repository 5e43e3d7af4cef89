package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

type listInput struct {
	After   string    `query:"after" maxLength:"20" doc:"the next of the piece before; empty = from the newest"`
	Limit   int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	By      string    `query:"by" maxLength:"45" doc:"account or tablet"`
	Forum   string    `query:"forum" format:"uuid"`
	Noun    string    `query:"noun" maxLength:"60" doc:"what it was done to"`
	Act     string    `query:"act" maxLength:"60"`
	Outcome string    `query:"outcome" enum:"done,refused"`
	From    time.Time `query:"from" doc:"not before"`
	To      time.Time `query:"to" doc:"before"`
}

type listOutput struct{ Body Acts }

// Acts is a part of the audit, the newest first.
type Acts struct {
	Items []Act  `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"cursor of the next piece, empty at the end"`
}

// Routes registers the route of the audit. Who has one of the roles in all forums
// reads all of it, who has one in some forums what is about those.
func Routes(api huma.API, l *Log, roles ...string) {
	huma.Get(api, "/audit", func(ctx context.Context, in *listInput) (*listOutput, error) {
		fits, err := in.fits(token.Of(ctx), roles)
		if err != nil {
			return nil, err
		}
		all, err := l.list(ctx, fits, in.Limit+1)
		if err != nil {
			return nil, err
		}
		out := &listOutput{Acts{Items: all}}
		if len(all) > in.Limit {
			out.Body.Items = all[:in.Limit]
			out.Body.Next = strconv.FormatInt(all[in.Limit-1].Number, 10)
		}
		return out, nil
	}, web.RolesSomewhere(roles...))
}

func (in *listInput) fits(by token.Caller, roles []string) (database.Conditions, error) {
	var c database.Conditions
	if !by.Can(token.Everywhere, roles...) {
		own := []string{}
		for scope := range by.Roles {
			if forum, session := token.SplitScope(scope); session == "" && by.Can(forum, roles...) && uuid.Validate(forum) == nil {
				own = append(own, forum)
			}
		}
		slices.Sort(own)
		c = c.And("forum_ids && ?::uuid[]", pq.Array(own))
	}
	if in.After != "" {
		n, err := strconv.ParseInt(in.After, 10, 64)
		if err != nil {
			return c, problem.InvalidField("query.after", "invalid_value")
		}
		c = c.And("number < ?", n)
	}
	if in.Forum != "" {
		c = c.And("forum_ids @> ARRAY[?::uuid]", in.Forum)
	}
	for column, value := range map[string]string{"by": in.By, "noun": in.Noun, "act": in.Act} {
		if value != "" {
			c = c.And(column+" = ?", value)
		}
	}
	if in.Outcome != "" {
		c = c.And("(code = '') = ?", in.Outcome == "done")
	}
	if !in.From.IsZero() {
		c = c.And("at >= ?", in.From)
	}
	if !in.To.IsZero() {
		c = c.And("at < ?", in.To)
	}
	return c, nil
}

func (l *Log) list(ctx context.Context, fits database.Conditions, limit int) ([]Act, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT number, at, noun, act, operation, of, forum_ids::text[], by, kind, address, status, code, changes
		FROM audit`+fits.String()+fmt.Sprintf(`ORDER BY number DESC LIMIT $%d`, fits.N()), fits.Args(limit)...)
	if err != nil {
		return nil, fmt.Errorf("reading the audit: %w", err)
	}
	defer func() { _ = rows.Close() }()
	all := []Act{}
	for rows.Next() {
		var e Act
		if err := rows.Scan(&e.Number, &e.At, &e.Noun, &e.Act, &e.Operation, database.IntoJSON(&e.Of), pq.Array(&e.ForumIDs),
			&e.By, &e.Kind, &e.Address, &e.Status, &e.Code, database.IntoJSON(&e.Changes)); err != nil {
			return nil, fmt.Errorf("reading the audit: %w", err)
		}
		e.At = e.At.UTC()
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the audit: %w", err)
	}
	return all, nil
}
