// Package readiness gathers what has to be looked at before the day. What of it is
// missing, and in which words, the desk says: rules that people argue about belong
// where they are read.
package readiness

import "time"

// Readiness is what is known before the day.
type Readiness struct {
	Sessions       []SessionReadiness `json:"sessions" nullable:"false" doc:"at which people talk: cancelled ones and the plenary are not among them"`
	EmptyThemes    []string           `json:"empty_themes" nullable:"false" doc:"ids of themes of which no session talks"`
	Untranslated   []Nameless         `json:"untranslated" nullable:"false" doc:"what lacks a Kazakh or a Russian name"`
	People         int                `json:"people"`
	WithoutConsent int                `json:"without_consent" doc:"people who have agreed to no processing of their data"`
	Organisers     int                `json:"organisers" doc:"who can sign in and organise this forum"`
	Tablets        []TabletHealth     `json:"tablets" nullable:"false" doc:"that are paired and not revoked"`
	BackupAt       *time.Time         `json:"backup_at" doc:"the last good backup; null = none is known"`
	BackupFailed   string             `json:"backup_failed" doc:"why the last try failed; empty = it did not"`
	Now            time.Time          `json:"now"`
}

// SessionReadiness is one session and who and what it has.
type SessionReadiness struct {
	ID          string `json:"id" db:"id"`
	Yurt        int    `json:"yurt" db:"yurt"`
	Facilitated bool   `json:"facilitated" db:"facilitated" doc:"a moderator or facilitator leads it"`
	Tablets     int    `json:"tablets" db:"tablets"`
	Rounds      int    `json:"rounds" db:"rounds"`
}

// Nameless is a thing that lacks a name in one of the two languages.
type Nameless struct {
	Kind string `json:"kind" db:"kind" enum:"forum,theme,session"`
	ID   string `json:"id" db:"id"`
}

// TabletHealth is what one last said of itself.
type TabletHealth struct {
	ID          string     `json:"id" db:"id"`
	SessionID   string     `json:"session_id" db:"session_id"`
	Name        string     `json:"name" db:"name"`
	HeardAt     *time.Time `json:"heard_at" db:"heard_at"`
	Battery     *int       `json:"battery" db:"battery"`
	AppVersion  string     `json:"app_version" db:"app_version"`
	ClockOffset int64      `json:"clock_offset_ms" db:"clock_offset_ms"`
	Unsent      int        `json:"unsent" db:"unsent"`
}
