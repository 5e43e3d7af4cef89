package events

// SuggestionSource is how a suggestion came in.
type SuggestionSource string

// The values of [SuggestionSource].
const (
	FromSession         SuggestionSource = "session"
	FromCallCentre      SuggestionSource = "call_centre"
	FromCityApplication SuggestionSource = "city_application"
	FromSocialNetwork   SuggestionSource = "social_network"
	FromForm            SuggestionSource = "form" // the public form
	FromElsewhere       SuggestionSource = "other"
)

// Values implements [Enum].
func (SuggestionSource) Values() []string {
	return values(FromSession, FromCallCentre, FromCityApplication, FromSocialNetwork, FromForm, FromElsewhere)
}

// SuggestionState is where a suggestion stands.
type SuggestionState string

// The values of [SuggestionState].
const (
	SuggestionReceived    SuggestionState = "received"
	SuggestionIsWithdrawn SuggestionState = "withdrawn"
	SuggestionIsParked    SuggestionState = "parked" // kept for later
)

// Values implements [Enum].
func (SuggestionState) Values() []string {
	return values(SuggestionReceived, SuggestionIsWithdrawn, SuggestionIsParked)
}

// ReportEditionState is whether the report of a session stands.
type ReportEditionState string

// The values of [ReportEditionState].
const (
	ReportDraft       ReportEditionState = "draft"
	ReportIsConfirmed ReportEditionState = "confirmed"
)

// Values implements [Enum].
func (ReportEditionState) Values() []string {
	return values(ReportDraft, ReportIsConfirmed)
}

// ClarificationState is whether a question to a yurt was answered.
type ClarificationState string

// The values of [ClarificationState].
const (
	ClarificationOpen       ClarificationState = "open"
	ClarificationIsAnswered ClarificationState = "answered"
)

// Values implements [Enum].
func (ClarificationState) Values() []string {
	return values(ClarificationOpen, ClarificationIsAnswered)
}

// PhotoState is whether a photo is kept.
type PhotoState string

// The values of [PhotoState].
const (
	PhotoKept      PhotoState = "kept"
	PhotoIsRemoved PhotoState = "removed"
)

// Values implements [Enum].
func (PhotoState) Values() []string {
	return values(PhotoKept, PhotoIsRemoved)
}

// MarkKind is what a mark says of a suggestion or group.
type MarkKind string

// The values of [MarkKind].
const (
	MarkDots   MarkKind = "dots"   // so many dots
	MarkRank   MarkKind = "rank"   // its place in somebody's order
	MarkImpact MarkKind = "impact" // how much it would change
	MarkEffort MarkKind = "effort" // how much work it would be
	MarkAgree  MarkKind = "agree"  // 0 to 5 fingers
)

// Values implements [Enum].
func (MarkKind) Values() []string {
	return values(MarkDots, MarkRank, MarkImpact, MarkEffort, MarkAgree)
}

// BallotState is whether phones may vote.
type BallotState string

// The values of [BallotState].
const (
	BallotOpen     BallotState = "open"
	BallotIsClosed BallotState = "closed"
)

// Values implements [Enum].
func (BallotState) Values() []string {
	return values(BallotOpen, BallotIsClosed)
}

// GroupState is whether a group is there.
type GroupState string

// The values of [GroupState].
const (
	GroupStanding    GroupState = "standing"
	GroupIsDissolved GroupState = "dissolved"
)

// Values implements [Enum].
func (GroupState) Values() []string {
	return values(GroupStanding, GroupIsDissolved)
}

// OfferedTo is to whom a suggestion is offered that was kept for later.
type OfferedTo string

// The values of [OfferedTo].
const (
	OfferedToSecretariat OfferedTo = "secretariat"
	OfferedToTheme       OfferedTo = "theme"
	OfferedToSession     OfferedTo = "session"
)

// Values implements [Enum].
func (OfferedTo) Values() []string {
	return values(OfferedToSecretariat, OfferedToTheme, OfferedToSession)
}
