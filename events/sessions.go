package events

import "time"

// ForumDescribed tells a forum's public state after each change of it.
type ForumDescribed struct {
	ForumID        string     `json:"forum_id"`
	Version        int        `json:"version"`
	Kind           ForumKind  `json:"kind"`
	Title          Text       `json:"title"`     // of the forum
	Region         string     `json:"region"`    // ISO 3166-2, "KZ-75"; "" for republican
	Place          Text       `json:"place"`     // town and venue
	StartsOn       Day        `json:"starts_on"` // first day; "" = not set yet
	EndsOn         Day        `json:"ends_on"`   // last day, inclusive; "" = not set yet
	TimeZone       string     `json:"time_zone"` // IANA name, "Asia/Almaty"
	State          ForumState `json:"state"`
	EligibleVoters int        `json:"eligible_voters"` // people who may vote in the plenary; 0 = no rule
	QuorumPercent  int        `json:"quorum_percent"`  // of them must be present for a vote to be valid; 0 = no rule

	Archived bool `json:"archived,omitempty"` // put away by its organisers; what is public of it stays
}

func (e ForumDescribed) Subject() string { return subject("sessions", e.ForumID, "forum", "described") }
func (ForumDescribed) Name() string      { return "ForumDescribed" }

// ForumRemoved tells that a forum was deleted, with its programme, to which
// nobody had come yet.
type ForumRemoved struct {
	ForumID string `json:"forum_id"`
	Version int    `json:"version"`
}

func (e ForumRemoved) Subject() string { return subject("sessions", e.ForumID, "forum", "removed") }
func (ForumRemoved) Name() string      { return "ForumRemoved" }

// ThemeDescribed tells a theme of a forum.
type ThemeDescribed struct {
	ForumID  string `json:"forum_id"`
	ThemeID  string `json:"theme_id"`
	Version  int    `json:"version"`
	Key      string `json:"key"`      // short Latin word, "ecology"
	Title    Text   `json:"title"`    // of the theme
	Position int    `json:"position"` // place in the list of themes
}

func (e ThemeDescribed) Subject() string { return subject("sessions", e.ForumID, "theme", "described") }
func (ThemeDescribed) Name() string      { return "ThemeDescribed" }

// ThemeRemoved tells that a theme was deleted that nothing was about.
type ThemeRemoved struct {
	ForumID string `json:"forum_id"`
	ThemeID string `json:"theme_id"`
	Version int    `json:"version"`
}

func (e ThemeRemoved) Subject() string { return subject("sessions", e.ForumID, "theme", "removed") }
func (ThemeRemoved) Name() string      { return "ThemeRemoved" }

// SessionScheduled tells a session's place in the programme.
type SessionScheduled struct {
	ForumID   string      `json:"forum_id"`
	SessionID string      `json:"session_id"`
	Version   int         `json:"version"`
	Kind      SessionKind `json:"kind"`
	ThemeID   string      `json:"theme_id"`  // what it talks about; "" = no single theme
	Title     Text        `json:"title"`     // of the session
	Place     Text        `json:"place"`     // hall or yurt
	Yurt      int         `json:"yurt"`      // its number; 0 = not in a yurt
	Method    string      `json:"method"`    // key of the method that its plan of rounds came from; "" = a plan of its own
	StartsAt  time.Time   `json:"starts_at"` // planned start
	EndsAt    time.Time   `json:"ends_at"`   // planned end

	State  SessionState `json:"state,omitempty"`  // absent: told before it was
	Reason *Text        `json:"reason,omitempty"` // why it was cancelled; absent unless it is
}

func (e SessionScheduled) Subject() string {
	return subject("sessions", e.ForumID, "session", "scheduled")
}
func (SessionScheduled) Name() string { return "SessionScheduled" }

// SessionRemoved tells that a session was taken out of the programme before
// anybody came to it: nothing was said there.
type SessionRemoved struct {
	ForumID   string `json:"forum_id"`
	SessionID string `json:"session_id"`
	Version   int    `json:"version"`
}

func (e SessionRemoved) Subject() string {
	return subject("sessions", e.ForumID, "session", "removed")
}
func (SessionRemoved) Name() string { return "SessionRemoved" }

// Round is the public state of one round, a step of a session's plan.
type Round struct {
	ForumID     string          `json:"forum_id"`
	SessionID   string          `json:"session_id"` // the session it belongs to
	RoundID     string          `json:"round_id"`
	Version     int             `json:"version"`
	Number      int             `json:"number"`      // place in the session, from 1
	Title       Text            `json:"title"`       // what the round is called; may be empty
	Instruction Text            `json:"instruction"` // what the facilitator says and does; may be empty
	Question    Text            `json:"question"`    // what the table is asked; may be empty
	Seconds     int             `json:"seconds"`     // planned length with all extensions
	View        StepView        `json:"view"`
	Allows      List[StepOffer] `json:"allows"`   // what the tablet offers
	Settings    RoundSettings   `json:"settings"` // how the method is played
	State       RoundState      `json:"state"`
	StartedAt   *time.Time      `json:"started_at"` // null until started
	EndedAt     *time.Time      `json:"ended_at"`   // null until ended
}

// RoundSettings are how a round's method is played.
type RoundSettings struct {
	By            MarkWay `json:"by"`
	Dots          int     `json:"dots"`           // per person; 0 where no dots are given
	Stacking      bool    `json:"stacking"`       // several dots of one person on one suggestion
	HiddenCount   bool    `json:"hidden_count"`   // nobody sees the count before the end
	Scale         int     `json:"scale"`          // the highest mark; 0 where nothing is weighed
	SpeakingTurns bool    `json:"speaking_turns"` // the tablet keeps who has not spoken yet
}

// RoundPlanned tells a round of the plan after it was made, and after each
// change of it or of its place as long as it has not started.
type RoundPlanned struct{ Round }

func (e RoundPlanned) Subject() string { return subject("sessions", e.ForumID, "round", "planned") }
func (RoundPlanned) Name() string      { return "RoundPlanned" }

// RoundRemoved tells that a round was taken out of the plan; it never started.
type RoundRemoved struct{ Round }

func (e RoundRemoved) Subject() string { return subject("sessions", e.ForumID, "round", "removed") }
func (RoundRemoved) Name() string      { return "RoundRemoved" }

// RoundStarted tells that a round's timer runs: for the first time, or again
// after it had ended too early.
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
	Name         Text `json:"name"`         // in full
	Abbreviation Text `json:"abbreviation"` // as documents print it
	ValidFrom    Day  `json:"valid_from"`   // inclusive; "" = since ever
	ValidTo      Day  `json:"valid_to"`     // inclusive; "" = still
}

// InstitutionDescribed tells whose installation this is, after each change of it.
type InstitutionDescribed struct {
	Version int    `json:"version"`
	Title   Text   `json:"title"`  // of the institution that holds the forums; empty = none has been entered
	Accent  string `json:"accent"` // its colour, "#0b6aa8"; "" = none of its own
}

func (InstitutionDescribed) Subject() string {
	return subject("sessions", AllForums, "institution", "described")
}
func (InstitutionDescribed) Name() string { return "InstitutionDescribed" }

// OrganisationRegistered tells an organisation's state after each change of it. One
// that was merged into another goes by the other's kind, names and region, and is
// told of again with it: whatever refers to it says who that is now.
type OrganisationRegistered struct {
	OrganisationID string                 `json:"organisation_id"`
	Version        int                    `json:"version"`
	Kind           OrganisationKind       `json:"kind"`
	Names          List[OrganisationName] `json:"names"`  // all names it has had
	Region         string                 `json:"region"` // ISO 3166-2, "KZ-75"; "" = none
}

func (OrganisationRegistered) Subject() string {
	return subject("sessions", AllForums, "organisation", "registered")
}
func (OrganisationRegistered) Name() string { return "OrganisationRegistered" }

// ParticipantRegistered tells that somebody, known here only by an opaque id,
// takes part.
type ParticipantRegistered struct {
	ForumID        string `json:"forum_id"`
	ParticipantID  string `json:"participant_id"` // the person, an opaque id
	Version        int    `json:"version"`
	Language       string `json:"language"`        // of messages to the person; its code
	OrganisationID string `json:"organisation_id"` // who sent the person; "" = nobody
}

func (e ParticipantRegistered) Subject() string {
	return subject("sessions", e.ForumID, "participant", "registered")
}
func (ParticipantRegistered) Name() string { return "ParticipantRegistered" }

// ParticipantCheckedIn tells that a participant has arrived.
type ParticipantCheckedIn struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"` // the person, an opaque id
	Version       int       `json:"version"`
	CheckedInAt   time.Time `json:"checked_in_at"` // when the person came in
}

func (e ParticipantCheckedIn) Subject() string {
	return subject("sessions", e.ForumID, "participant", "checked_in")
}
func (ParticipantCheckedIn) Name() string { return "ParticipantCheckedIn" }

// ParticipantAwaited tells that a participant is awaited again, who was marked as
// arrived by mistake.
type ParticipantAwaited struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"` // the person, an opaque id
	Version       int       `json:"version"`
	AwaitedAt     time.Time `json:"awaited_at"` // when the mistake was mended
}

func (e ParticipantAwaited) Subject() string {
	return subject("sessions", e.ForumID, "participant", "awaited")
}
func (ParticipantAwaited) Name() string { return "ParticipantAwaited" }

// ParticipantSeated tells in which sessions a participant sits, after a seat was
// given or given back.
type ParticipantSeated struct {
	ForumID       string       `json:"forum_id"`
	ParticipantID string       `json:"participant_id"` // the person, an opaque id
	Version       int          `json:"version"`
	SessionIDs    List[string] `json:"session_ids"` // all sessions in which the person sits
}

func (e ParticipantSeated) Subject() string {
	return subject("sessions", e.ForumID, "participant", "seated")
}
func (ParticipantSeated) Name() string { return "ParticipantSeated" }

// ConsentChanged tells that a participant gave or withdrew one consent.
type ConsentChanged struct {
	ForumID       string       `json:"forum_id"`
	ParticipantID string       `json:"participant_id"` // the person, an opaque id
	Version       int          `json:"version"`
	Scope         ConsentScope `json:"scope"`
	Channel       string       `json:"channel"`      // of notifications, "email"; "" = for processing
	TextVersion   string       `json:"text_version"` // which consent text was shown
	Given         bool         `json:"given"`        // false = withdrawn or refused
	ChangedAt     time.Time    `json:"changed_at"`   // when the person said so
}

func (e ConsentChanged) Subject() string {
	return subject("sessions", e.ForumID, "consent", "changed")
}
func (ConsentChanged) Name() string { return "ConsentChanged" }

// ParticipantErased tells every service to forget what it holds of the person;
// counts and texts stay.
type ParticipantErased struct {
	ForumID       string    `json:"forum_id"`
	ParticipantID string    `json:"participant_id"` // the person, an opaque id
	Version       int       `json:"version"`
	ErasedAt      time.Time `json:"erased_at"` // when the person was forgotten
}

func (e ParticipantErased) Subject() string {
	return subject("sessions", e.ForumID, "participant", "erased")
}
func (ParticipantErased) Name() string { return "ParticipantErased" }

// DevicePaired tells that a tablet works for a session from now on.
type DevicePaired struct {
	ForumID   string    `json:"forum_id"`
	DeviceID  string    `json:"device_id"` // the tablet
	Version   int       `json:"version"`
	SessionID string    `json:"session_id"` // the session it works for
	PairedAt  time.Time `json:"paired_at"`  // when its code was redeemed
}

func (e DevicePaired) Subject() string { return subject("sessions", e.ForumID, "device", "paired") }
func (DevicePaired) Name() string      { return "DevicePaired" }

// DeviceRevoked tells that a tablet may not write any more.
type DeviceRevoked struct {
	ForumID   string    `json:"forum_id"`
	DeviceID  string    `json:"device_id"` // the tablet
	Version   int       `json:"version"`
	RevokedAt time.Time `json:"revoked_at"` // from when it is refused
}

func (e DeviceRevoked) Subject() string { return subject("sessions", e.ForumID, "device", "revoked") }
func (DeviceRevoked) Name() string      { return "DeviceRevoked" }

// AccountRestricted tells that a member of staff, known here only by an opaque
// id, may do less than before: a role was taken away, the account was disabled,
// or its password changed. What they may do now stands in their next token.
type AccountRestricted struct {
	AccountID    string    `json:"account_id"` // the account, an opaque id
	Version      int       `json:"version"`
	RestrictedAt time.Time `json:"restricted_at"` // tokens issued until then hold no longer
}

func (AccountRestricted) Subject() string {
	return subject("sessions", AllForums, "account", "restricted")
}
func (AccountRestricted) Name() string { return "AccountRestricted" }

// SignInEnded tells that a member of staff signed out: the tokens of this one
// sign-in hold no longer, those of others of the same account do.
type SignInEnded struct {
	AccountID string    `json:"account_id"` // the account, an opaque id
	SignInID  string    `json:"sign_in_id"` // what its tokens name
	EndedAt   time.Time `json:"ended_at"`   // its tokens issued until then hold no longer
}

func (SignInEnded) Subject() string { return subject("sessions", AllForums, "sign_in", "ended") }
func (SignInEnded) Name() string    { return "SignInEnded" }

// Withdrawals are the events after which tokens hold no longer that were issued
// before, each with its field that has the tokens' subject or sign-in.
func Withdrawals() map[Event]string {
	return map[Event]string{
		DeviceRevoked{}:     "device_id",
		AccountRestricted{}: "account_id",
		SignInEnded{}:       "sign_in_id",
	}
}

// AgendaQuestion is the public state of an issue sent in before the forum.
type AgendaQuestion struct {
	ForumID          string      `json:"forum_id"`
	AgendaQuestionID string      `json:"agenda_question_id"`
	Version          int         `json:"version"`
	Number           int         `json:"number"`   // per forum, from 1
	Text             string      `json:"text"`     // as sent in
	Language         string      `json:"language"` // of the text; its code, or mixed
	State            AgendaState `json:"state"`
	Answer           Text        `json:"answer"` // the organisers' answer, without words until answered

	AuthorID  string `json:"author_id,omitempty"`  // opaque participant id of who wants to be told; absent = nobody
	Receipt   string `json:"receipt,omitempty"`    // the code by which the sender looks what became of it; absent of those of before
	SessionID string `json:"session_id,omitempty"` // on the agenda of which session; absent = of none in particular
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

// Submission is what is told of something that was written on the public form: not
// its words, which nobody has looked at.
type Submission struct {
	ForumID      string          `json:"forum_id"`
	SubmissionID string          `json:"submission_id"` // of the suggestion, too, that it may become
	Version      int             `json:"version"`
	State        SubmissionState `json:"state"`
	AuthorID     string          `json:"author_id"`   // opaque participant id of who wants to be told; "" = nobody
	Receipt      string          `json:"receipt"`     // the code by which the writer looks what became of it; "" while it waits
	ReceivedAt   time.Time       `json:"received_at"` // when it was written
}

// SubmissionReceived tells that something waits to be looked at.
type SubmissionReceived struct{ Submission }

func (e SubmissionReceived) Subject() string {
	return subject("sessions", e.ForumID, "submission", "received")
}
func (SubmissionReceived) Name() string { return "SubmissionReceived" }

// SubmissionAccepted tells that a person has looked at it and that it becomes a
// suggestion, with the words that may be shown.
type SubmissionAccepted struct {
	Submission
	Text      string `json:"text"`       // without the personal data that were hidden
	Language  string `json:"language"`   // of the text; its code, or mixed
	ThemeID   string `json:"theme_id"`   // what it is about; "" = not said
	SettledBy string `json:"settled_by"` // the account that looked at it, an opaque id
}

func (e SubmissionAccepted) Subject() string {
	return subject("sessions", e.ForumID, "submission", "accepted")
}
func (SubmissionAccepted) Name() string { return "SubmissionAccepted" }

// SubmissionRefused tells that it becomes no suggestion, and why.
type SubmissionRefused struct {
	Submission
	Reason Text `json:"reason"` // in the words of the desk, for the writer
}

func (e SubmissionRefused) Subject() string {
	return subject("sessions", e.ForumID, "submission", "refused")
}
func (SubmissionRefused) Name() string { return "SubmissionRefused" }
