package events

// ForumKind is how far a forum reaches.
type ForumKind string

// The values of [ForumKind].
const (
	CityForum       ForumKind = "city"
	RegionalForum   ForumKind = "regional"
	RepublicanForum ForumKind = "republican"
)

// Values implements [Enum].
func (ForumKind) Values() []string {
	return values(CityForum, RegionalForum, RepublicanForum)
}

// ForumState is how far a forum has come.
type ForumState string

// The values of [ForumState].
const (
	ForumDraft     ForumState = "draft" // only those who prepare it know of it
	ForumAnnounced ForumState = "announced"
	ForumRunning   ForumState = "running"
	ForumClosed    ForumState = "closed"
)

// Values implements [Enum].
func (ForumState) Values() []string {
	return values(ForumDraft, ForumAnnounced, ForumRunning, ForumClosed)
}

// SessionKind is what a session of the programme is for.
type SessionKind string

// The values of [SessionKind].
const (
	Preparatory SessionKind = "preparatory"
	Panel       SessionKind = "panel"
	Breakout    SessionKind = "breakout" // a yurt
	Strategic   SessionKind = "strategic"
	Plenary     SessionKind = "plenary" // where questions are voted on
)

// Values implements [Enum].
func (SessionKind) Values() []string {
	return values(Preparatory, Panel, Breakout, Strategic, Plenary)
}

// SessionState is how far a session has come.
type SessionState string

// The values of [SessionState].
const (
	SessionPlanned   SessionState = "planned"
	SessionRunning   SessionState = "running"
	SessionEnded     SessionState = "ended"
	SessionCancelled SessionState = "cancelled"
)

// Values implements [Enum].
func (SessionState) Values() []string {
	return values(SessionPlanned, SessionRunning, SessionEnded, SessionCancelled)
}

// RoundState is how far a round has come.
type RoundState string

// The values of [RoundState].
const (
	RoundIsPlanned RoundState = "planned"
	RoundRunning   RoundState = "running"
	RoundIsEnded   RoundState = "ended"
)

// Values implements [Enum].
func (RoundState) Values() []string {
	return values(RoundIsPlanned, RoundRunning, RoundIsEnded)
}

// StepView is what the tablet shows in a round.
type StepView string

// The values of [StepView].
const (
	ViewTalk      StepView = "talk"
	ViewCapture   StepView = "capture"
	ViewGroups    StepView = "groups"
	ViewDots      StepView = "dots"
	ViewRanks     StepView = "ranks"
	ViewMatrix    StepView = "matrix"
	ViewAgreement StepView = "agreement"
	ViewReport    StepView = "report"
)

// Values implements [Enum].
func (StepView) Values() []string {
	return values(ViewTalk, ViewCapture, ViewGroups, ViewDots, ViewRanks, ViewMatrix, ViewAgreement, ViewReport)
}

// StepOffer is what the tablet offers in a round.
type StepOffer string

// The values of [StepOffer].
const (
	OfferCapture StepOffer = "capture"
	OfferReword  StepOffer = "reword"
	OfferGroup   StepOffer = "group"
	OfferMark    StepOffer = "mark"
	OfferReport  StepOffer = "report"
)

// Values implements [Enum].
func (StepOffer) Values() []string {
	return values(OfferCapture, OfferReword, OfferGroup, OfferMark, OfferReport)
}

// MarkWay is how marks come in.
type MarkWay string

// The values of [MarkWay].
const (
	ByHands  MarkWay = "hands"  // counted on the tablet
	ByTablet MarkWay = "tablet" // which goes round
	ByPhones MarkWay = "phones"
)

// Values implements [Enum].
func (MarkWay) Values() []string {
	return values(ByHands, ByTablet, ByPhones)
}

// OrganisationKind is what an organisation is.
type OrganisationKind string

// The values of [OrganisationKind].
const (
	NGO               OrganisationKind = "ngo"
	StateBody         OrganisationKind = "state_body"
	Company           OrganisationKind = "company"
	Media             OrganisationKind = "media"
	PublicCouncil     OrganisationKind = "public_council"
	OtherOrganisation OrganisationKind = "other"
)

// Values implements [Enum].
func (OrganisationKind) Values() []string {
	return values(NGO, StateBody, Company, Media, PublicCouncil, OtherOrganisation)
}

// NGOKind is for whom, or for what, an NGO works: one word by which a register of
// thousands is sorted through; what it does in its own words is its activity.
type NGOKind string

// The values of [NGOKind].
const (
	NGOYouth       NGOKind = "youth"
	NGOFamily      NGOKind = "family" // women, children, families
	NGOVeterans    NGOKind = "veterans"
	NGODisability  NGOKind = "disability"
	NGOVolunteers  NGOKind = "volunteers"
	NGOCharity     NGOKind = "charity"
	NGOReligious   NGOKind = "religious"
	NGOEthnic      NGOKind = "ethnic" // ethno-cultural associations
	NGOEcology     NGOKind = "ecology"
	NGOHealth      NGOKind = "health"
	NGOEducation   NGOKind = "education" // and science
	NGOCulture     NGOKind = "culture"
	NGOSport       NGOKind = "sport"
	NGORights      NGOKind = "rights" // protection of rights, public control
	NGOHousing     NGOKind = "housing"
	NGORural       NGOKind = "rural"
	NGOEnterprise  NGOKind = "enterprise" // associations of enterprises and professions
	NGOOtherThings NGOKind = "other"
)

// Values implements [Enum].
func (NGOKind) Values() []string {
	return values(NGOYouth, NGOFamily, NGOVeterans, NGODisability, NGOVolunteers, NGOCharity, NGOReligious, NGOEthnic, NGOEcology,
		NGOHealth, NGOEducation, NGOCulture, NGOSport, NGORights, NGOHousing, NGORural, NGOEnterprise, NGOOtherThings)
}

// ConsentScope is what a participant agrees to.
type ConsentScope string

// The values of [ConsentScope].
const (
	ConsentProcessing    ConsentScope = "processing" // of the name and what else is kept of the person
	ConsentNotifications ConsentScope = "notifications"
)

// Values implements [Enum].
func (ConsentScope) Values() []string {
	return values(ConsentProcessing, ConsentNotifications)
}

// AgendaState is where an issue for the agenda stands.
type AgendaState string

// The values of [AgendaState].
const (
	AgendaSubmitted AgendaState = "submitted"
	AgendaAccepted  AgendaState = "accepted"
	AgendaAnswered  AgendaState = "answered"
)

// Values implements [Enum].
func (AgendaState) Values() []string {
	return values(AgendaSubmitted, AgendaAccepted, AgendaAnswered)
}

// SubmissionState is where something stands that was written on the public form.
type SubmissionState string

// The values of [SubmissionState].
const (
	SubmissionWaiting    SubmissionState = "waiting" // to be looked at by a person
	SubmissionIsAccepted SubmissionState = "accepted"
	SubmissionIsRefused  SubmissionState = "refused"
)

// Values implements [Enum].
func (SubmissionState) Values() []string {
	return values(SubmissionWaiting, SubmissionIsAccepted, SubmissionIsRefused)
}

// SessionRole is what somebody does in a session.
type SessionRole string

// The values of [SessionRole].
const (
	RoleModerator   SessionRole = "moderator"
	RoleFacilitator SessionRole = "facilitator"
	RoleSecretary   SessionRole = "secretary"
	RoleRapporteur  SessionRole = "rapporteur"
	RoleExpert      SessionRole = "expert"
	RoleOfficial    SessionRole = "official" // answers for a state body
	RoleGuest       SessionRole = "guest"
	RoleSpeaker     SessionRole = "speaker"
	RoleChair       SessionRole = "chair"
	RoleObserver    SessionRole = "observer"
	RoleVolunteer   SessionRole = "volunteer"
)

// Values implements [Enum].
func (SessionRole) Values() []string {
	return values(RoleModerator, RoleFacilitator, RoleSecretary, RoleRapporteur, RoleExpert, RoleOfficial, RoleGuest, RoleSpeaker, RoleChair, RoleObserver, RoleVolunteer)
}

// StaffRole is what an account may be in a forum.
type StaffRole string

// The values of [StaffRole].
const (
	Organiser   StaffRole = "organiser"
	Moderator   StaffRole = "moderator"
	Facilitator StaffRole = "facilitator"
	Secretary   StaffRole = "secretary"
	Chair       StaffRole = "chair"
	Controller  StaffRole = "controller" // follows the execution of the plan
)

// Values implements [Enum].
func (StaffRole) Values() []string {
	return values(Organiser, Moderator, Facilitator, Secretary, Chair, Controller)
}

// SignInWay is how a member of staff signed in.
type SignInWay string

// The values of [SignInWay].
const (
	ByPassword SignInWay = "password"
	ByProvider SignInWay = "provider" // an identity provider vouched for them
	ByPasskey  SignInWay = "passkey"
)

// Values implements [Enum].
func (SignInWay) Values() []string { return values(ByPassword, ByProvider, ByPasskey) }

// InviteState is what became of a one-time link for staff.
type InviteState string

// The values of [InviteState].
const (
	InviteOpen      InviteState = "open"
	InviteUsed      InviteState = "used"
	InviteExpired   InviteState = "expired"
	InviteWithdrawn InviteState = "withdrawn"
)

// Values implements [Enum].
func (InviteState) Values() []string {
	return values(InviteOpen, InviteUsed, InviteExpired, InviteWithdrawn)
}
