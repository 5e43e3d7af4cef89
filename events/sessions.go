package events

import "time"

// ForumDescribed tells a forum's public state after each change of it.
type ForumDescribed struct {
	ForumID  string `json:"forum_id"`
	Version  int    `json:"version"`
	Kind     string `json:"kind"` // city, regional, republican
	Title    Text   `json:"title"`
	Region   string `json:"region"` // ISO 3166-2, "KZ-75"; "" for republican
	Place    Text   `json:"place"`
	StartsOn Day    `json:"starts_on"`
	EndsOn   Day    `json:"ends_on"`
	TimeZone string `json:"time_zone"` // IANA name, "Asia/Almaty"
	State    string `json:"state"`     // draft, announced, running, closed
	// EligibleVoters and QuorumPercent are the plenary's rule: a vote is valid
	// when at least QuorumPercent of EligibleVoters are present. 0 = no rule.
	EligibleVoters int `json:"eligible_voters"`
	QuorumPercent  int `json:"quorum_percent"`
}

func (e ForumDescribed) Subject() string { return subject("sessions", e.ForumID, "forum", "described") }
func (ForumDescribed) Name() string      { return "ForumDescribed" }

// ThemeDescribed tells a theme of a forum.
type ThemeDescribed struct {
	ForumID  string `json:"forum_id"`
	ThemeID  string `json:"theme_id"`
	Version  int    `json:"version"`
	Key      string `json:"key"` // short Latin word: "ecology"
	Title    Text   `json:"title"`
	Position int    `json:"position"`
}

func (e ThemeDescribed) Subject() string { return subject("sessions", e.ForumID, "theme", "described") }
func (ThemeDescribed) Name() string      { return "ThemeDescribed" }

// SessionScheduled tells a session's place in the programme.
type SessionScheduled struct {
	ForumID   string    `json:"forum_id"`
	SessionID string    `json:"session_id"`
	Version   int       `json:"version"`
	Kind      string    `json:"kind"` // preparatory, panel, breakout, strategic, plenary
	ThemeID   string    `json:"theme_id"`
	Title     Text      `json:"title"`
	Place     Text      `json:"place"`
	Yurt      int       `json:"yurt"` // 0 = not in a yurt
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
}

func (e SessionScheduled) Subject() string {
	return subject("sessions", e.ForumID, "session", "scheduled")
}
func (SessionScheduled) Name() string { return "SessionScheduled" }

// Round is the public state of one round of a session.
type Round struct {
	ForumID   string     `json:"forum_id"`
	SessionID string     `json:"session_id"`
	RoundID   string     `json:"round_id"`
	Version   int        `json:"version"`
	Number    int        `json:"number"`
	Question  Text       `json:"question"`
	Seconds   int        `json:"seconds"` // planned length with all extensions
	State     string     `json:"state"`   // planned, running, ended
	StartedAt *time.Time `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at"`
}

// RoundStarted tells that a round's timer runs.
type RoundStarted struct{ Round }

func (e RoundStarted) Subject() string { return subject("sessions", e.ForumID, "round", "started") }
func (RoundStarted) Name() string      { return "RoundStarted" }

// RoundExtended tells that a running round got more (or less) time.
type RoundExtended struct{ Round }

func (e RoundExtended) Subject() string { return subject("sessions", e.ForumID, "round", "extended") }
func (RoundExtended) Name() string      { return "RoundExtended" }

// RoundEnded tells that a round is over.
type RoundEnded struct{ Round }

func (e RoundEnded) Subject() string { return subject("sessions", e.ForumID, "round", "ended") }
func (RoundEnded) Name() string      { return "RoundEnded" }

// OrganisationName is a name with the days on which it was in force: bodies are
// renamed, and a signed document prints the name of its own date.
type OrganisationName struct {
	Name         Text `json:"name"`
	Abbreviation Text `json:"abbreviation"`
	ValidFrom    Day  `json:"valid_from"` // inclusive; "" = since ever
	ValidTo      Day  `json:"valid_to"`   // inclusive; "" = still
}

// OrganisationRegistered tells an organisation's state after each change of it.
type OrganisationRegistered struct {
	OrganisationID string             `json:"organisation_id"`
	Version        int                `json:"version"`
	Kind           string             `json:"kind"` // ngo, state_body, company, media, public_council, other
	Names          []OrganisationName `json:"names"`
	Region         string             `json:"region"`
}

func (OrganisationRegistered) Subject() string {
	return subject("sessions", AllForums, "organisation", "registered")
}
func (OrganisationRegistered) Name() string { return "OrganisationRegistered" }

// ParticipantRegistered tells that somebody, known here only by an opaque id,
// takes part.
type ParticipantRegistered struct {
	ForumID        string `json:"forum_id"`
	ParticipantID  string `json:"participant_id"`
	Version        int    `json:"version"`
	Language       string `json:"language"`
	OrganisationID string `json:"organisation_id"`
}

func (e ParticipantRegistered) Subject() string {
	return subject("sessions", e.ForumID, "participant", "registered")
}
func (ParticipantRegistered) Name() string { return "ParticipantRegistered" }

// ParticipantCheckedIn tells that a participant has arrived.
type ParticipantCheckedIn struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"`
	Version       int       `json:"version"`
	CheckedInAt   time.Time `json:"checked_in_at"`
}

func (e ParticipantCheckedIn) Subject() string {
	return subject("sessions", e.ForumID, "participant", "checked_in")
}
func (ParticipantCheckedIn) Name() string { return "ParticipantCheckedIn" }

// ConsentChanged tells that a participant gave or withdrew one consent.
type ConsentChanged struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"`
	Version       int       `json:"version"`
	Scope         string    `json:"scope"`   // processing, notifications
	Channel       string    `json:"channel"` // for notifications: email
	TextVersion   string    `json:"text_version"`
	Given         bool      `json:"given"`
	ChangedAt     time.Time `json:"changed_at"`
}

func (e ConsentChanged) Subject() string {
	return subject("sessions", e.ForumID, "consent", "changed")
}
func (ConsentChanged) Name() string { return "ConsentChanged" }

// ParticipantErased tells every service to forget what it holds of the person;
// counts and texts stay.
type ParticipantErased struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"`
	Version       int       `json:"version"`
	ErasedAt      time.Time `json:"erased_at"`
}

func (e ParticipantErased) Subject() string {
	return subject("sessions", e.ForumID, "participant", "erased")
}
func (ParticipantErased) Name() string { return "ParticipantErased" }

// DevicePaired tells that a tablet works for a session from now on.
type DevicePaired struct {
	ForumID   string    `json:"forum_id"`
	DeviceID  string    `json:"device_id"`
	Version   int       `json:"version"`
	SessionID string    `json:"session_id"`
	PairedAt  time.Time `json:"paired_at"`
}

func (e DevicePaired) Subject() string { return subject("sessions", e.ForumID, "device", "paired") }
func (DevicePaired) Name() string      { return "DevicePaired" }

// DeviceRevoked tells that a tablet may not write any more.
type DeviceRevoked struct {
	ForumID   string    `json:"forum_id"`
	DeviceID  string    `json:"device_id"`
	Version   int       `json:"version"`
	RevokedAt time.Time `json:"revoked_at"`
}

func (e DeviceRevoked) Subject() string { return subject("sessions", e.ForumID, "device", "revoked") }
func (DeviceRevoked) Name() string      { return "DeviceRevoked" }

// AgendaQuestion is the public state of an issue sent in before the forum.
type AgendaQuestion struct {
	ForumID          string `json:"forum_id"`
	AgendaQuestionID string `json:"agenda_question_id"`
	Version          int    `json:"version"`
	Number           int    `json:"number"`
	Text             string `json:"text"`
	Language         string `json:"language"`
	State            string `json:"state"` // submitted, accepted, answered
	Answer           Text   `json:"answer"`
}

// AgendaQuestionSubmitted tells that an issue for the agenda came in.
type AgendaQuestionSubmitted struct{ AgendaQuestion }

func (e AgendaQuestionSubmitted) Subject() string {
	return subject("sessions", e.ForumID, "agenda_question", "submitted")
}
func (AgendaQuestionSubmitted) Name() string { return "AgendaQuestionSubmitted" }

// AgendaQuestionAccepted tells that the issue stands on the agenda.
type AgendaQuestionAccepted struct{ AgendaQuestion }

func (e AgendaQuestionAccepted) Subject() string {
	return subject("sessions", e.ForumID, "agenda_question", "accepted")
}
func (AgendaQuestionAccepted) Name() string { return "AgendaQuestionAccepted" }

// AgendaQuestionAnswered tells that the issue was answered instead of being
// put on the agenda.
type AgendaQuestionAnswered struct{ AgendaQuestion }

func (e AgendaQuestionAnswered) Subject() string {
	return subject("sessions", e.ForumID, "agenda_question", "answered")
}
func (AgendaQuestionAnswered) Name() string { return "AgendaQuestionAnswered" }
