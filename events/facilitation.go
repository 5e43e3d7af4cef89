package events

import "time"

// Suggestion is a suggestion's public state.
type Suggestion struct {
	ForumID       string           `json:"forum_id"`
	SuggestionID  string           `json:"suggestion_id"` // the suggestion; made on the tablet
	Version       int              `json:"version"`
	SessionID     string           `json:"session_id"`    // where it was said; "" = came by another channel
	RoundID       string           `json:"round_id"`      // the round it was said in; "" = outside of a round
	ThemeID       string           `json:"theme_id"`      // what it is about; "" = not said
	Number        int64            `json:"number"`        // per forum, without gaps, from 1
	Receipt       string           `json:"receipt"`       // public code of the suggestion's way, "7K3F-92QX-AB"
	Text          string           `json:"text"`          // the wording now
	OriginalText  string           `json:"original_text"` // the words as they were captured, for ever; but for personal data that were hidden in them
	Language      string           `json:"language"`      // of the text; its code, or mixed
	AuthorID      string           `json:"author_id"`     // opaque participant id; "" = anonymous
	Source        SuggestionSource `json:"source"`
	SourceNumber  string           `json:"source_number"` // its number there; "" = none
	State         SuggestionState  `json:"state"`
	ParkedThemeID string           `json:"parked_theme_id"` // the theme a parked suggestion is offered to; "" = none
	ReceivedAt    time.Time        `json:"received_at"`     // when the server stored it

	ParkedSessionID   string `json:"parked_session_id"`   // the one session a parked suggestion is offered to; "" = all of the theme or, without a theme, the secretariat
	TakenSessionID    string `json:"taken_session_id"`    // the other session that has taken it up; "" = none
	DeclinedSessionID string `json:"declined_session_id"` // the session that left it to the secretariat; "" = none

	Tags List[string] `json:"tags,omitempty"` // of the wording now, as they were spelled, at most ten; compared without case; absent = none
}

// SuggestionCaptured tells that a suggestion is stored for ever.
type SuggestionCaptured struct{ Suggestion }

func (e SuggestionCaptured) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "captured")
}
func (SuggestionCaptured) Name() string { return "SuggestionCaptured" }

// SuggestionReworded tells a new wording; the original stays beside it.
type SuggestionReworded struct{ Suggestion }

func (e SuggestionReworded) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "reworded")
}
func (SuggestionReworded) Name() string { return "SuggestionReworded" }

// SuggestionAttributed tells whose words they are, said after they were captured.
type SuggestionAttributed struct{ Suggestion }

func (e SuggestionAttributed) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "attributed")
}
func (SuggestionAttributed) Name() string { return "SuggestionAttributed" }

// SuggestionWithdrawn tells that the author or the group took it back.
type SuggestionWithdrawn struct{ Suggestion }

func (e SuggestionWithdrawn) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "withdrawn")
}
func (SuggestionWithdrawn) Name() string { return "SuggestionWithdrawn" }

// SuggestionRestored tells that a withdrawal was undone.
type SuggestionRestored struct{ Suggestion }

func (e SuggestionRestored) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "restored")
}
func (SuggestionRestored) Name() string { return "SuggestionRestored" }

// SuggestionHidden tells that a personal datum was hidden in the words, or shown
// again: text and original_text are what may be read from now on, and whoever has
// a copy of them keeps these instead.
type SuggestionHidden struct{ Suggestion }

func (e SuggestionHidden) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "hidden")
}
func (SuggestionHidden) Name() string { return "SuggestionHidden" }

// SuggestionParked tells that a suggestion was off the session's theme and is
// offered to another one, or that the other one left it to the secretariat.
type SuggestionParked struct{ Suggestion }

func (e SuggestionParked) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "parked")
}
func (SuggestionParked) Name() string { return "SuggestionParked" }

// SuggestionUnparked tells that a parked suggestion was taken up: again where it
// was said, or by another session and its theme.
type SuggestionUnparked struct{ Suggestion }

func (e SuggestionUnparked) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "unparked")
}
func (SuggestionUnparked) Name() string { return "SuggestionUnparked" }

// Recommendation is one line of a session's report: who shall do what until
// when.
type Recommendation struct {
	RecommendationID string       `json:"recommendation_id"` // made on the tablet
	Text             Text         `json:"text"`              // what shall be done
	Who              string       `json:"who"`               // the body or role that shall do it, as the group said it; "" = not said, in a draft
	Until            string       `json:"until"`             // the term as the group said it; "" = not said, in a draft
	SuggestionIDs    List[string] `json:"suggestion_ids"`    // whose words it carries
}

// SessionReport is the public state of a session's report.
type SessionReport struct {
	ForumID         string               `json:"forum_id"`
	SessionID       string               `json:"session_id"` // the session whose report it is
	Version         int                  `json:"version"`
	Edition         int                  `json:"edition"` // from 1; a correction of a confirmed report is the next one
	State           ReportEditionState   `json:"state"`
	Recommendations List[Recommendation] `json:"recommendations"` // in the order in which they are read out
	Present         int                  `json:"present"`         // people in the yurt at the confirmation; 0 = not counted
	Agreed          int                  `json:"agreed"`          // hands for the report; 0 = not counted
	ConfirmedAt     *time.Time           `json:"confirmed_at"`    // null while draft
}

// ReportDrafted tells a new wording of a session's report, or that a confirmed
// one was opened again: then it is the draft of the next edition.
type ReportDrafted struct{ SessionReport }

func (e ReportDrafted) Subject() string {
	return subject("facilitation", e.ForumID, "report", "drafted")
}
func (ReportDrafted) Name() string { return "ReportDrafted" }

// ReportConfirmed tells the recommendations that the group approved after they
// were read out. What is confirmed never changes; a later edition replaces it.
type ReportConfirmed struct{ SessionReport }

func (e ReportConfirmed) Subject() string {
	return subject("facilitation", e.ForumID, "report", "confirmed")
}
func (ReportConfirmed) Name() string { return "ReportConfirmed" }

// Clarification is the public state of what the secretariat asked the yurt back.
type Clarification struct {
	ForumID         string             `json:"forum_id"`
	ClarificationID string             `json:"clarification_id"`
	Version         int                `json:"version"`
	SuggestionID    string             `json:"suggestion_id"` // the suggestion that is not clear
	SessionID       string             `json:"session_id"`    // where it was said and where the question is shown
	Text            string             `json:"text"`          // the question
	Language        string             `json:"language"`      // of the question; its code
	State           ClarificationState `json:"state"`
	Answer          string             `json:"answer"`          // the yurt's answer; "" = none yet
	AnswerLanguage  string             `json:"answer_language"` // its code, or mixed; "" = no answer yet
	AskedAt         time.Time          `json:"asked_at"`        // when it was asked
	AnsweredAt      *time.Time         `json:"answered_at"`     // null until answered
}

// ClarificationAsked tells that the secretariat asks the yurt what was meant.
type ClarificationAsked struct{ Clarification }

func (e ClarificationAsked) Subject() string {
	return subject("facilitation", e.ForumID, "clarification", "asked")
}
func (ClarificationAsked) Name() string { return "ClarificationAsked" }

// ClarificationAnswered tells what the yurt answered.
type ClarificationAnswered struct{ Clarification }

func (e ClarificationAnswered) Subject() string {
	return subject("facilitation", e.ForumID, "clarification", "answered")
}
func (ClarificationAnswered) Name() string { return "ClarificationAnswered" }

// Photo is the public state of a photo of a flipchart. The picture itself is
// not in the stream.
type Photo struct {
	ForumID   string     `json:"forum_id"`
	PhotoID   string     `json:"photo_id"` // made on the tablet
	Version   int        `json:"version"`
	SessionID string     `json:"session_id"` // where it was taken
	SHA256    string     `json:"sha256"`     // of the stored picture, in hexadecimal
	Bytes     int        `json:"bytes"`      // size of the stored picture
	Width     int        `json:"width"`      // in pixels
	Height    int        `json:"height"`     // in pixels
	State     PhotoState `json:"state"`
	AddedAt   time.Time  `json:"added_at"` // when the server stored it
}

// PhotoAdded tells that a photo is stored.
type PhotoAdded struct{ Photo }

func (e PhotoAdded) Subject() string { return subject("facilitation", e.ForumID, "photo", "added") }
func (PhotoAdded) Name() string      { return "PhotoAdded" }

// PhotoRemoved tells that a photo was thrown away.
type PhotoRemoved struct{ Photo }

func (e PhotoRemoved) Subject() string { return subject("facilitation", e.ForumID, "photo", "removed") }
func (PhotoRemoved) Name() string      { return "PhotoRemoved" }

// MarkTotal is how the marks of one suggestion add up.
type MarkTotal struct {
	SuggestionID string    `json:"suggestion_id"`
	Dots         int       `json:"dots"`         // dots given
	Points       int       `json:"points"`       // sum of the points of all ranks
	ImpactSum    int       `json:"impact_sum"`   // sum of the marks for impact
	ImpactVotes  int       `json:"impact_votes"` // how many marked the impact
	EffortSum    int       `json:"effort_sum"`   // sum of the marks for effort
	EffortVotes  int       `json:"effort_votes"` // how many marked the effort
	Levels       List[int] `json:"levels"`       // hands per level of agreement, 0 to 5 fingers
	Voters       int       `json:"voters"`       // how many marked this suggestion
}

// MarksCast tells how all marks of a round add up after some were cast. Who
// marked what is not told.
type MarksCast struct {
	ForumID   string          `json:"forum_id"`
	SessionID string          `json:"session_id"`
	RoundID   string          `json:"round_id"`
	Version   int             `json:"version"` // of the round's totals
	Voters    int             `json:"voters"`  // how many marked anything in the round
	Totals    List[MarkTotal] `json:"totals"`  // of each suggestion that was marked
	CastAt    time.Time       `json:"cast_at"` // when the server stored the last of them
}

func (e MarksCast) Subject() string { return subject("facilitation", e.ForumID, "mark", "cast") }
func (MarksCast) Name() string      { return "MarksCast" }

// Ballot is the public state of a vote on phones. The code that opens it is not
// told: who may vote gets it in the yurt.
type Ballot struct {
	ForumID       string       `json:"forum_id"`
	BallotID      string       `json:"ballot_id"`
	Version       int          `json:"version"`
	SessionID     string       `json:"session_id"`
	RoundID       string       `json:"round_id"`
	Kind          MarkKind     `json:"kind"`
	Dots          int          `json:"dots"`           // dots per phone; 0 unless dots are given
	Stacking      bool         `json:"stacking"`       // several dots on one suggestion are allowed
	Scale         int          `json:"scale"`          // the highest mark; 0 where dots are given
	Title         Text         `json:"title"`          // what the phones show
	SuggestionIDs List[string] `json:"suggestion_ids"` // what is voted on
	State         BallotState  `json:"state"`
	Voters        int          `json:"voters"` // ballots cast so far
}

// BallotOpened tells that phones may vote.
type BallotOpened struct{ Ballot }

func (e BallotOpened) Subject() string { return subject("facilitation", e.ForumID, "ballot", "opened") }
func (BallotOpened) Name() string      { return "BallotOpened" }

// BallotClosed tells that phones may not vote any more.
type BallotClosed struct{ Ballot }

func (e BallotClosed) Subject() string { return subject("facilitation", e.ForumID, "ballot", "closed") }
func (BallotClosed) Name() string      { return "BallotClosed" }

// Group is the public state of a group of suggestions that belong together.
type Group struct {
	ForumID       string       `json:"forum_id"`
	GroupID       string       `json:"group_id"` // made on the tablet
	Version       int          `json:"version"`
	SessionID     string       `json:"session_id"`
	Title         Text         `json:"title"`          // the group's name; may be empty
	SuggestionIDs List[string] `json:"suggestion_ids"` // in the order of the group
	Position      int          `json:"position"`       // place among the session's groups
	State         GroupState   `json:"state"`
}

// GroupArranged tells that a group was made, named, moved or got other
// suggestions. A suggestion is in one group of its session at most.
type GroupArranged struct{ Group }

func (e GroupArranged) Subject() string {
	return subject("facilitation", e.ForumID, "group", "arranged")
}
func (GroupArranged) Name() string { return "GroupArranged" }

// GroupDissolved tells that a group is no more; its suggestions stand alone.
type GroupDissolved struct{ Group }

func (e GroupDissolved) Subject() string {
	return subject("facilitation", e.ForumID, "group", "dissolved")
}
func (GroupDissolved) Name() string { return "GroupDissolved" }
