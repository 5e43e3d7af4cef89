package participant

import (
	"context"
	"crypto/rand"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// Author is somebody who wrote on the public form, agreed to the processing of
// personal data and to messages, and may have given a name.
type Author struct {
	Name        string
	Language    string
	TextVersion string // of the consent text that was read
	Channel     string
}

// Admit enters an author in the caller's transaction, with both consents in the words
// that were read, and returns the events to emit. Who gives no name is known by what
// is given instead.
func Admit(ctx context.Context, tx *sqlx.Tx, forumID string, a Author, instead string) (p Participant, told []bus.Event, err error) {
	text, err := consent.Read(ctx, tx, forumID, a.TextVersion)
	if err != nil {
		return p, nil, err
	}
	p = Participant{ID: given.ID(""), ForumID: forumID, Name: a.Name, Language: a.Language, OnlyWrites: true}
	if p.Name == "" {
		p.Name = instead
	}
	if err := p.Check(); err != nil {
		return p, nil, err
	}
	print := make([]byte, 32)
	_, _ = rand.Read(print) // never fails; nobody repeats this request but by what was written
	e, err := Insert(ctx, tx, &p, print)
	if err != nil {
		return p, nil, err
	}
	told = append(told, e)
	for _, c := range []Consent{{Scope: events.ConsentProcessing}, {Scope: events.ConsentNotifications, Channel: Channel(a.Channel)}} {
		c.TextVersion, c.Language, c.Given, c.ChangedAt = text.Version, a.Language, true, database.Now()
		words := c.shown(text)
		if _, err := p.Consent(&c); err != nil {
			return p, nil, err
		}
		e, err := record(ctx, tx, &p, c, words)
		if err != nil {
			return p, nil, err
		}
		told = append(told, e)
	}
	_, err = tx.ExecContext(ctx, `UPDATE participants SET version = $2 WHERE id = $1`, p.ID, p.Version)
	return p, told, err
}
