package capture

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tag"
)

// facts are what the service knows of the things that suggestions name, and the
// forum's counter when it was looked up: who finds it unchanged later has not been
// overtaken, neither by another suggestion nor by an erasure.
type facts struct {
	last, erasures   int64
	sessions, themes map[string]string // → forum, of those that were told of
	erased           map[string]bool   // people
	revoked          map[string]bool   // tablets
}

// lasting is what holds for the next batch, too. Whose a session or theme is never
// changes; who was not erased may be at any time, and a revoked tablet may be
// paired again: the statement that stores looks whether there is any of them.
func (f *facts) lasting() *facts {
	return &facts{last: f.last, erasures: f.erasures, sessions: f.sessions, themes: f.themes}
}

// cover reports whether nothing needs to be looked up for the batch.
func (f *facts) cover(b *batch) bool {
	for _, in := range b.in {
		for i := range in.Suggestions {
			s := &in.Suggestions[i]
			if s.SessionID != "" && f.sessions[s.SessionID] == "" || s.ThemeID != "" && f.themes[s.ThemeID] == "" {
				return false
			}
		}
	}
	return true
}

const selectFacts = `
	SELECT coalesce(max(last), 0) AS last, coalesce(max(erasures), 0) AS erasures,
	       ARRAY(SELECT session_id || ' ' || forum_id FROM programme_sessions WHERE session_id = ANY($2::uuid[])) AS sessions,
	       ARRAY(SELECT theme_id || ' ' || forum_id FROM themes WHERE theme_id = ANY($3::uuid[])) AS themes,
	       ARRAY(SELECT participant_id FROM erased_participants WHERE participant_id = ANY($4::uuid[])) AS people,
	       ARRAY(SELECT device_id FROM devices WHERE revoked AND forum_id = $1::uuid AND device_id = ANY($5::uuid[])) AS tablets
	FROM counters WHERE forum_id = $1::uuid`

// look looks the facts up.
func (s *Store) look(ctx context.Context, q sqlx.ExtContext, b *batch) (*facts, error) {
	sessions, themes, people, tablets := ids{}, ids{}, ids{}, ids{}
	for _, items := range b.items {
		for i := range items {
			it := &items[i]
			sessions.add(it.sent.SessionID)
			themes.add(it.sent.ThemeID)
			it.who(people, tablets)
		}
	}
	var row struct {
		Last, Erasures                    int64
		Sessions, Themes, People, Tablets pq.StringArray
	}
	if err := prepared(ctx, q, s.facts).GetContext(ctx, &row, b.forum, sessions.list(), themes.list(), people.list(), tablets.list()); err != nil { //nolint:sqlclosecheck // it ends with its transaction, or stays prepared
		return nil, fmt.Errorf("looking up sessions, themes and people: %w", err)
	}
	f := &facts{row.Last, row.Erasures, map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	for _, told := range row.Sessions {
		id, forum, _ := strings.Cut(told, " ")
		f.sessions[id] = forum
	}
	for _, told := range row.Themes {
		id, forum, _ := strings.Cut(told, " ")
		f.themes[id] = forum
	}
	for _, id := range row.People {
		f.erased[id] = true
	}
	for _, id := range row.Tablets {
		f.revoked[id] = true
	}
	return f, nil
}

// who adds the people whom the suggestion names, and the tablet that sends it.
func (it *item) who(people, tablets ids) {
	people.add(it.sent.AuthorID)
	people.add(it.sent.TypedBy)
	tablets.add(it.tablet)
}

// ids are ids without repeats and without empty ones.
type ids map[string]struct{}

func (s ids) add(id string) {
	if id != "" {
		s[id] = struct{}{}
	}
}

func (s ids) list() database.Strings { return slices.Collect(maps.Keys(s)) }

// refusal is why a suggestion cannot be stored however often it is sent, nil if it
// can; then its tags are as they are kept. Sessions and themes that nobody has
// told of yet are taken on trust.
func (f *facts) refusal(s *suggestion.Suggestion) *problem.Error {
	tags, p := tag.Kept(s.Tags)
	switch {
	case p != nil:
		return p
	case given.Blank(s.Text):
		return problem.Invalid("text_empty")
	case cmp.Or(f.sessions[s.SessionID], s.ForumID) != s.ForumID:
		return problem.Invalid("session_of_other_forum")
	case cmp.Or(f.themes[s.ThemeID], s.ForumID) != s.ForumID:
		return problem.Invalid("theme_of_other_forum")
	}
	s.Tags = tags
	return nil
}

// settle finds out which of the fresh are stored, by id or by their channel's
// number.
func (s *Store) settle(ctx context.Context, q sqlx.ExtContext, b *batch) error {
	var all, sources, numbers database.Strings
	for _, it := range b.fresh {
		all = append(all, it.sent.ID)
		if it.sent.SourceNumber != "" {
			sources, numbers = append(sources, string(it.sent.Source)), append(numbers, it.sent.SourceNumber)
		}
	}
	if len(all) == 0 {
		return nil
	}
	found, err := suggestion.Find(ctx, q, `WHERE s.id = ANY($1::uuid[])`, all)
	if err == nil && len(numbers) > 0 {
		var more []suggestion.Suggestion
		more, err = suggestion.Find(ctx, q, `JOIN unnest($2::text[], $3::text[]) AS n(source, number)
			  ON s.source = n.source AND s.source_number = n.number
			WHERE s.forum_id = $1::uuid AND s.source_number <> ''`, b.forum, sources, numbers)
		found = append(found, more...)
	}
	if err != nil {
		return fmt.Errorf("looking up stored suggestions: %w", err)
	}
	b.settle(found)
	return nil
}
