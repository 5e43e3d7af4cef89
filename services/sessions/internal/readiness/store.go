package readiness

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
)

// Store looks.
type Store struct {
	db      *sqlx.DB
	dataDir string
}

// NewStore makes a store; the data folder has the record of the last backup.
func NewStore(db *sqlx.DB, dataDir string) *Store { return &Store{db, dataDir} }

// Of gathers a forum's readiness.
func (s *Store) Of(ctx context.Context, forumID string) (r Readiness, err error) {
	r.Now = database.Now()
	r.Sessions, r.EmptyThemes, r.Untranslated, r.Tablets = []SessionReadiness{}, []string{}, []Nameless{}, []TabletHealth{}
	for what, find := range map[string]func() error{
		"sessions": func() error { return s.db.SelectContext(ctx, &r.Sessions, sessions, forumID) },
		"themes":   func() error { return s.db.SelectContext(ctx, &r.EmptyThemes, emptyThemes, forumID) },
		"names":    func() error { return s.db.SelectContext(ctx, &r.Untranslated, untranslated, forumID) },
		"tablets":  func() error { return s.db.SelectContext(ctx, &r.Tablets, tablets, forumID) },
		"people": func() error {
			return s.db.QueryRowContext(ctx, people, forumID).Scan(&r.People, &r.WithoutConsent)
		},
		"organisers": func() error { return s.db.GetContext(ctx, &r.Organisers, organisers, forumID) },
	} {
		if err := find(); err != nil {
			return r, fmt.Errorf("looking whether a forum is ready, %s: %w", what, err)
		}
	}
	if last, err := service.LastBackup(s.dataDir); err == nil { // who cannot read the record knows of none
		r.BackupFailed = last.Error
		if !last.At.IsZero() {
			r.BackupAt = &last.At
		}
	}
	return r, nil
}

const (
	sessions = `SELECT id::text, yurt,
			EXISTS (SELECT FROM jsonb_array_elements(people) p WHERE p->>'role' IN ('moderator', 'facilitator'))
			OR EXISTS (SELECT FROM accounts a WHERE NOT a.disabled AND a.roles->(s.forum_id || '/' || s.id) ?| ARRAY['moderator', 'facilitator']) AS facilitated,
			(SELECT count(*) FROM devices d WHERE d.session_id = s.id AND d.revoked_at IS NULL) AS tablets,
			(SELECT count(*) FROM rounds r WHERE r.session_id = s.id) AS rounds
		FROM sessions s WHERE forum_id = $1 AND state <> 'cancelled' AND kind NOT IN ('plenary', 'preparatory')
		ORDER BY yurt = 0, yurt, starts_at, id LIMIT 1000`
	emptyThemes = `SELECT id::text FROM themes t WHERE forum_id = $1
		AND NOT EXISTS (SELECT FROM sessions s WHERE s.theme_id = t.id AND s.state <> 'cancelled') ORDER BY position, id LIMIT 1000`
	untranslated = `SELECT kind, id FROM (
			SELECT 'forum' AS kind, id::text, title FROM forums WHERE id = $1
			UNION ALL SELECT 'theme', id::text, title FROM themes WHERE forum_id = $1
			UNION ALL SELECT 'session', id::text, title FROM sessions WHERE forum_id = $1 AND state <> 'cancelled') AS named (kind, id, title)
		WHERE coalesce(title->>'kk', '') = '' OR coalesce(title->>'ru', '') = '' LIMIT 1000`
	tablets = `SELECT id::text, session_id::text, name, heard_at, battery, app_version, clock_offset_ms, unsent
		FROM devices WHERE forum_id = $1 AND revoked_at IS NULL ORDER BY id LIMIT 1000`
	people = `SELECT count(*), count(*) FILTER (WHERE NOT coalesce((SELECT given FROM consents c
			WHERE c.participant_id = p.id AND scope = 'processing' ORDER BY c.id DESC LIMIT 1), false))
		FROM participants p WHERE forum_id = $1 AND erased_at IS NULL AND NOT only_writes`
	organisers = `SELECT count(*) FROM accounts WHERE NOT disabled AND (roles->'*' ? 'organiser' OR roles->($1::text) ? 'organiser')`
)
