package suggestion

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// facts are what the sessions service has told of the things that drafts name.
type facts struct {
	revoked  map[string]bool
	erased   map[string]bool
	sessions map[string]string // → forum
	themes   map[string]string // → forum
}

// named are the ids that the drafts of a batch name, each once.
type named struct{ devices, sessions, themes, people idSet }

func newNamed(items []*item) *named {
	n := &named{}
	for _, it := range items {
		n.devices.add(it.in.Device)
		n.sessions.add(it.draft.SessionID)
		n.themes.add(it.draft.ThemeID)
		n.people.add(it.draft.AuthorID)
		n.people.add(it.draft.TypedBy)
	}
	return n
}

func (n *named) args() []any {
	return []any{n.devices.ids, n.sessions.ids, n.themes.ids, n.people.ids}
}

func (s *Store) facts(ctx context.Context, q sqlx.QueryerContext, b *batch) (facts, error) {
	n := newNamed(b.fresh)
	for i := range b.in {
		n.devices.add(b.in[i].Device) // also of those whose drafts are all refused
	}
	var rows []struct{ Kind, ID, Forum string }
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT 'device' AS kind, device_id AS id, forum_id AS forum FROM devices WHERE device_id = ANY($1::uuid[]) AND forum_id = $5::uuid AND revoked
		UNION ALL SELECT 'session', session_id, forum_id FROM programme_sessions WHERE session_id = ANY($2::uuid[])
		UNION ALL SELECT 'theme', theme_id, forum_id FROM themes WHERE theme_id = ANY($3::uuid[])
		UNION ALL SELECT 'erased', participant_id, participant_id FROM erased_participants WHERE participant_id = ANY($4::uuid[])`,
		append(n.args(), b.forum)...)
	if err != nil {
		return facts{}, fmt.Errorf("checking sessions and themes: %w", err)
	}
	f := facts{revoked: map[string]bool{}, erased: map[string]bool{}, sessions: map[string]string{}, themes: map[string]string{}}
	for _, r := range rows {
		switch r.Kind {
		case "device":
			f.revoked[r.ID] = true
		case "session":
			f.sessions[r.ID] = r.Forum
		case "theme":
			f.themes[r.ID] = r.Forum
		case "erased":
			f.erased[r.ID] = true
		}
	}
	return f, nil
}

// refusal is why a draft cannot be stored however often it is sent, nil if it
// can. Sessions and themes that nobody has told of yet are taken on trust.
func (f facts) refusal(d *Draft) *problem.Error {
	if Blank(d.Text) {
		return problem.Invalid("text_empty")
	}
	if forum, ok := f.sessions[d.SessionID]; ok && forum != d.ForumID {
		return problem.Invalid("session_of_other_forum")
	}
	if forum, ok := f.themes[d.ThemeID]; ok && forum != d.ForumID {
		return problem.Invalid("theme_of_other_forum")
	}
	return nil
}

// lookUp finds those of the drafts that are stored, by id or by their channel's
// number.
func (s *Store) lookUp(ctx context.Context, q sqlx.QueryerContext, fresh []*item) ([]stored, error) {
	ids := make([]string, len(fresh))
	var forums, sources, numbers []string
	for i, it := range fresh {
		ids[i] = it.draft.ID
		if it.draft.SourceNumber != "" {
			forums, sources, numbers = append(forums, it.draft.ForumID), append(sources, it.draft.Source), append(numbers, it.draft.SourceNumber)
		}
	}
	var found []stored
	err := sqlx.SelectContext(ctx, q, &found, `SELECT `+columns+` FROM `+tables+` WHERE s.id = ANY($1::uuid[])`, database.Strings(ids))
	if err == nil && len(forums) > 0 {
		var more []stored
		err = sqlx.SelectContext(ctx, q, &more, `SELECT `+columns+` FROM `+tables+`
			JOIN unnest($1::uuid[], $2::text[], $3::text[]) AS n(forum, source, number)
			  ON s.forum_id = n.forum AND s.source = n.source AND s.source_number = n.number
			WHERE s.source_number <> ''`, database.Strings(forums), database.Strings(sources), database.Strings(numbers))
		found = append(found, more...)
	}
	if err != nil {
		return nil, fmt.Errorf("looking up stored suggestions: %w", err)
	}
	return found, nil
}

// idSet gathers ids without repeats and without empty ones.
type idSet struct {
	ids  database.Strings
	seen map[string]struct{}
}

func (s *idSet) add(id string) {
	if id == "" {
		return
	}
	if _, ok := s.seen[id]; ok {
		return
	}
	if s.seen == nil {
		s.seen, s.ids = map[string]struct{}{}, make(database.Strings, 0, 8)
	}
	s.seen[id] = struct{}{}
	s.ids = append(s.ids, id)
}
