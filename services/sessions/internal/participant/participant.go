// Package participant is who takes part, the consents they gave, and their
// right to be forgotten. It is the only place of the installation that knows
// participants by name.
package participant

import (
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// Participant takes part in one forum.
type Participant struct {
	ID             string
	ForumID        string
	Key            string // number in the organiser's list; "" = none
	Name           string // "" once erased
	Language       string // kk, ru, en
	OrganisationID string
	Needs          string // sign language, large print, ramp
	CheckedInAt    *time.Time
	ErasedAt       *time.Time
	Consents       []Consent
	SessionIDs     []string // where the person sits
	OnlyWrites     bool     // wrote on the public form, and is not awaited
	DistrictID     string
	Version        int
}

// Channel is by which somebody may be written to.
type Channel string

// Schema lists the channels that there are.
func (Channel) Schema(huma.Registry) *huma.Schema {
	return web.OneOf(append(slices.Clone(events.Channels), "")...)
}

// Consent is the state of one consent. A person without any may take part and
// suggest, without a name.
type Consent struct {
	Scope       events.ConsentScope `json:"scope"`
	Channel     Channel             `json:"channel" doc:"of notifications; empty = of processing"`
	TextVersion string              `json:"text_version" doc:"which wording of the consent was read"`
	Language    string              `json:"language" doc:"in which it was read: kk, ru, en; empty = not known, of a consent of before or a withdrawal"`
	Operator    string              `json:"operator" doc:"to whom it was given, as it was read"`
	Until       string              `json:"until" doc:"its last day as it was read; empty = until its purpose is reached"`
	Given       bool                `json:"given" doc:"false = withdrawn or refused"`
	ChangedAt   time.Time           `json:"changed_at"`
}

// ConsentRecord is one entry of what a person agreed to and withdrew, with the
// words that were read.
type ConsentRecord struct {
	Consent
	Words string `json:"words" doc:"as they were read, in full; empty where nothing was read"`
}

// shown keeps with a consent what was read to the person.
func (c *Consent) shown(t consent.ConsentText) (words string) {
	words, c.Operator = t.Of(c.Scope, c.Language)
	c.Until = string(t.Until)
	return words
}

// participantChange is what may be corrected of a participant.
type participantChange struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Language       *string `json:"language,omitempty" format:"language"`
	OrganisationID *string `json:"organisation_id,omitempty" maxLength:"45"`
	Needs          *string `json:"needs,omitempty" maxLength:"1000"`
	Version        *int    `json:"version,omitempty" doc:"if given, the change is refused when the participant has another version"`
}

// Check brings the references into their canonical form and returns what is
// wrong with the participant.
func (p *Participant) Check() (err error) {
	if err := given.Line("/name", &p.Name, false); err != nil {
		return err
	}
	if err := given.Line("/key", &p.Key, true); err != nil {
		return err
	}
	p.Needs = text.Shown(p.Needs)
	p.OrganisationID, err = given.Ref("/organisation_id", p.OrganisationID)
	return err
}

func (p *Participant) alive() error {
	if p.ErasedAt != nil {
		return problem.Conflict("participant_erased")
	}
	return nil
}

// Apply corrects the participant.
func (p *Participant) Apply(c participantChange) error {
	if err := p.alive(); err != nil {
		return err
	}
	if err := given.SameVersion(c.Version, p.Version); err != nil {
		return err
	}
	set(&p.Name, c.Name)
	set(&p.Language, c.Language)
	set(&p.OrganisationID, c.OrganisationID)
	set(&p.Needs, c.Needs)
	p.Version++
	return p.Check()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// CheckIn notes the arrival. Who has arrived stays so, until somebody says that it
// was a mistake; it reports whether anything changed.
func (p *Participant) CheckIn(now time.Time) (bool, error) {
	if err := p.alive(); err != nil || p.CheckedInAt != nil {
		return false, err
	}
	p.CheckedInAt, p.OnlyWrites = &now, false // who comes takes part
	p.Version++
	return true, nil
}

// UndoCheckIn takes back an arrival that was noted by mistake. It reports whether
// anything changed.
func (p *Participant) UndoCheckIn() (bool, error) {
	if err := p.alive(); err != nil || p.CheckedInAt == nil {
		return false, err
	}
	p.CheckedInAt = nil
	p.Version++
	return true, nil
}

// Consent notes that the person gave or withdrew a consent. The same again
// changes nothing, and whoever was erased has withdrawn everything. A withdrawal
// that names no text is one of what was read before.
func (p *Participant) Consent(c *Consent) (bool, error) {
	if p.ErasedAt != nil && !c.Given {
		return false, nil
	}
	if err := p.alive(); err != nil {
		return false, err
	}
	switch {
	case c.Scope == "processing" && c.Channel != "":
		return false, problem.InvalidField("/channel", "channel_of_processing")
	case c.Scope == "notifications" && c.Channel == "":
		return false, problem.InvalidField("/channel", "required")
	}
	at := slices.IndexFunc(p.Consents, func(before Consent) bool { return before.Scope == c.Scope && before.Channel == c.Channel })
	if at >= 0 && !c.Given && c.TextVersion == "" {
		c.TextVersion = p.Consents[at].TextVersion
	}
	if err := given.Line("/text_version", &c.TextVersion, !c.Given); err != nil {
		return false, err
	}
	if at < 0 {
		p.Consents = append(p.Consents, *c)
	} else if before := p.Consents[at]; before.Given == c.Given && before.TextVersion == c.TextVersion {
		return false, nil
	} else {
		p.Consents[at] = *c
	}
	p.Version++
	return true, nil
}

// Sit gives the person a seat in a session, and reports whether that is new.
func (p *Participant) Sit(sessionID string) (bool, error) {
	if err := p.alive(); err != nil || slices.Contains(p.SessionIDs, sessionID) {
		return false, err
	}
	p.SessionIDs = append(p.SessionIDs, sessionID)
	slices.Sort(p.SessionIDs)
	p.Version++
	return true, nil
}

// Rise gives the seat back, and reports whether there was one.
func (p *Participant) Rise(sessionID string) bool {
	at := slices.Index(p.SessionIDs, sessionID)
	if at < 0 {
		return false
	}
	p.SessionIDs = slices.Delete(p.SessionIDs, at, at+1)
	p.Version++
	return true
}

// Agreed reports that the person consents to the processing of personal data.
func (p *Participant) Agreed() bool {
	return slices.ContainsFunc(p.Consents, func(c Consent) bool { return c.Scope == consent.Processing && c.Given })
}

// Erase forgets the person. What counts people and what was suggested stays.
func (p *Participant) Erase(now time.Time) bool {
	if p.ErasedAt != nil {
		return false
	}
	p.Name, p.Needs, p.Key, p.OrganisationID, p.SessionIDs = "", "", "", "", nil
	p.ErasedAt = &now
	p.Version++
	return true
}

func (p *Participant) registered() events.ParticipantRegistered {
	return events.ParticipantRegistered{
		ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, Language: p.Language, OrganisationID: p.OrganisationID,
	}
}

// Seated tells where p sits now.
func (p *Participant) Seated() events.ParticipantSeated {
	return events.ParticipantSeated{ForumID: p.ForumID, ParticipantID: p.ID, Version: p.Version, SessionIDs: slices.Clone(p.SessionIDs)}
}
