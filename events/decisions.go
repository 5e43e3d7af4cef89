package events

import "time"

// Proposal is a proposal's public state.
type Proposal struct {
	ForumID              string        `json:"forum_id"`
	ProposalID           string        `json:"proposal_id"`
	Version              int           `json:"version"`
	ThemeID              string        `json:"theme_id"`               // what it is about; "" = not said
	Number               int64         `json:"number"`                 // per forum, without gaps, from 1
	Text                 Text          `json:"text"`                   // the wording before the secretariat
	TranslationCheckedBy string        `json:"translation_checked_by"` // staff account id; "" = not checked
	State                ProposalState `json:"state"`
	MergedInto           string        `json:"merged_into"`    // proposal id; "" = not merged
	SuggestionIDs        List[string]  `json:"suggestion_ids"` // whose words it carries now
}

// ProposalGathered tells that a captured suggestion stands before the
// secretariat as a proposal of its own.
type ProposalGathered struct{ Proposal }

func (e ProposalGathered) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "gathered")
}
func (ProposalGathered) Name() string { return "ProposalGathered" }

// ProposalMerged tells that Absorbed gave its suggestions to Proposal. Proposal
// is the state after the merge, MovedSuggestionIDs what moved.
type ProposalMerged struct {
	Proposal
	AbsorbedProposalID string       `json:"absorbed_proposal_id"` // the proposal that gave its suggestions
	MovedSuggestionIDs List[string] `json:"moved_suggestion_ids"` // what it gave

	RejoinedSuggestionIDs List[string] `json:"rejoined_suggestion_ids,omitempty"` // those of them that Proposal carried before as well: their two matters are one again; absent = none
}

func (e ProposalMerged) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "merged")
}
func (ProposalMerged) Name() string { return "ProposalMerged" }

// ProposalUnmerged tells that a merge was undone: Proposal is open again with
// its own suggestions, which left LeftProposalID.
type ProposalUnmerged struct {
	Proposal
	LeftProposalID     string       `json:"left_proposal_id"`     // the proposal the suggestions came back from
	MovedSuggestionIDs List[string] `json:"moved_suggestion_ids"` // what came back
}

func (e ProposalUnmerged) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "unmerged")
}
func (ProposalUnmerged) Name() string { return "ProposalUnmerged" }

// ProposalSplit tells that a new Proposal was made of suggestions taken out of
// LeftProposalID.
type ProposalSplit struct {
	Proposal
	LeftProposalID     string       `json:"left_proposal_id"`     // the proposal the suggestions were taken out of
	MovedSuggestionIDs List[string] `json:"moved_suggestion_ids"` // what was taken out
}

func (e ProposalSplit) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "split")
}
func (ProposalSplit) Name() string { return "ProposalSplit" }

// ProposalDivided tells that a new Proposal was made of suggestions that
// SourceProposalID goes on carrying as well: one line was about two matters.
type ProposalDivided struct {
	Proposal
	SourceProposalID    string       `json:"source_proposal_id"`    // the proposal that carries them too
	SharedSuggestionIDs List[string] `json:"shared_suggestion_ids"` // what both carry from now on
}

func (e ProposalDivided) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "divided")
}
func (ProposalDivided) Name() string { return "ProposalDivided" }

// ProposalRecommended tells that Proposal stands for a recommendation that the
// group of a session has confirmed: that it was made, that the recommendation
// was corrected, or that it carries more of the suggestions it rests on.
type ProposalRecommended struct {
	Proposal
	SessionID           string       `json:"session_id"`            // whose group confirmed it
	RecommendationID    string       `json:"recommendation_id"`     // in the session's report
	Edition             int          `json:"edition"`               // of the report, from 1
	Recommended         Text         `json:"recommended"`           // what shall be done, in the group's words
	Who                 string       `json:"who"`                   // the body or role that shall do it, as the group said it
	Until               string       `json:"until"`                 // the term as the group said it
	Dropped             bool         `json:"dropped"`               // that edition of the report has it no more
	AbsorbedProposalIDs List[string] `json:"absorbed_proposal_ids"` // the proposals that gave their suggestions for it, and are merged into it
	MovedSuggestionIDs  List[string] `json:"moved_suggestion_ids"`  // what it carries for the first time
}

func (e ProposalRecommended) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "recommended")
}
func (ProposalRecommended) Name() string { return "ProposalRecommended" }

// ProposalReleased tells that Proposal does not carry suggestions any more that
// go on in another one, where they have stood all the time.
type ProposalReleased struct {
	Proposal
	ReleasedSuggestionIDs List[string] `json:"released_suggestion_ids"` // what it carries no more
}

func (e ProposalReleased) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "released")
}
func (ProposalReleased) Name() string { return "ProposalReleased" }

// ProposalReworded tells a new wording of a proposal; the suggestions keep
// their own words.
type ProposalReworded struct{ Proposal }

func (e ProposalReworded) Subject() string {
	return subject("decisions", e.ForumID, "proposal", "reworded")
}
func (ProposalReworded) Name() string { return "ProposalReworded" }

// Votes is a count by show of hands.
type Votes struct {
	For       int  `json:"for"`       // hands for
	Against   int  `json:"against"`   // hands against
	Abstained int  `json:"abstained"` // hands of those who abstained
	Present   int  `json:"present"`   // people in the hall
	Eligible  int  `json:"eligible"`  // people who may vote; 0 = no rule
	Quorum    bool `json:"quorum"`    // enough people were present
	Passed    bool `json:"passed"`    // quorum and majority reached
	Unanimous bool `json:"unanimous"` // nobody against, nobody abstained
}

// Question is a question's public state.
type Question struct {
	ForumID       string        `json:"forum_id"`
	QuestionID    string        `json:"question_id"`
	Version       int           `json:"version"`
	Number        int64         `json:"number"`      // per forum, without gaps, from 1
	ProposalID    string        `json:"proposal_id"` // what is voted on
	Text          Text          `json:"text"`        // as read out
	Majority      Majority      `json:"majority"`
	State         QuestionState `json:"state"`
	Votes         *Votes        `json:"votes"`          // null until counted
	SuggestionIDs List[string]  `json:"suggestion_ids"` // whose words it carries

	SessionID string `json:"session_id,omitempty"` // the plenary session it belongs to; absent = of none
	Place     int    `json:"place,omitempty"`      // on the session's agenda, from 1; absent in events of before
	Follows   string `json:"follows,omitempty"`    // the question that was put before it on the same proposal; absent = it is the first
}

// QuestionMoved tells that a question has another place on the agenda of the
// plenary, or stands on that of another session.
type QuestionMoved struct{ Question }

func (e QuestionMoved) Subject() string { return subject("decisions", e.ForumID, "question", "moved") }
func (QuestionMoved) Name() string      { return "QuestionMoved" }

// QuestionPut tells that a proposal was put to the plenary.
type QuestionPut struct{ Question }

func (e QuestionPut) Subject() string { return subject("decisions", e.ForumID, "question", "put") }
func (QuestionPut) Name() string      { return "QuestionPut" }

// VoteCounted tells the result of a vote (or of a recount).
type VoteCounted struct{ Question }

func (e VoteCounted) Subject() string { return subject("decisions", e.ForumID, "vote", "counted") }
func (VoteCounted) Name() string      { return "VoteCounted" }

// QuestionWithdrawn tells that a question left the plenary without a vote.
type QuestionWithdrawn struct{ Question }

func (e QuestionWithdrawn) Subject() string {
	return subject("decisions", e.ForumID, "question", "withdrawn")
}
func (QuestionWithdrawn) Name() string { return "QuestionWithdrawn" }

// DecisionRecorded tells one line of the decision log. A line never changes; a
// correction is a later line that names the one it corrects.
type DecisionRecorded struct {
	ForumID       string       `json:"forum_id"`
	DecisionID    string       `json:"decision_id"`
	Version       int          `json:"version"`     // always 1
	Number        int64        `json:"number"`      // per forum, without gaps, from 1
	QuestionID    string       `json:"question_id"` // what was voted on
	ProposalID    string       `json:"proposal_id"` // what it decides
	Outcome       Outcome      `json:"outcome"`
	Text          Text         `json:"text"`           // as adopted
	Reason        Text         `json:"reason"`         // required when rejected
	ForwardedTo   string       `json:"forwarded_to"`   // organisation id, when forwarded; else ""
	DeferredUntil Day          `json:"deferred_until"` // a day, when deferred; else ""
	Votes         Votes        `json:"votes"`          // the count behind it
	Corrects      string       `json:"corrects"`       // decision id; "" = not a correction
	SuggestionIDs List[string] `json:"suggestion_ids"` // whose words it decides
	RecordedAt    time.Time    `json:"recorded_at"`    // when it entered the log

	DecidedAt *time.Time `json:"decided_at,omitempty"` // when the plenary decided; absent = when it entered the log
}

func (e DecisionRecorded) Subject() string {
	return subject("decisions", e.ForumID, "decision", "recorded")
}
func (DecisionRecorded) Name() string { return "DecisionRecorded" }

// CoExecutor is a body that works beside the lead body.
type CoExecutor struct {
	OrganisationID string `json:"organisation_id"` // the body
	ByAgreement    bool   `json:"by_agreement"`    // «по согласованию»: the authority cannot command it
	Consolidates   bool   `json:"consolidates"`    // «свод»: collects the information
}

// Deadline is a term of execution. DueDate is the last day, inclusive; "" only
// for kind "ongoing".
type Deadline struct {
	Kind    DeadlineKind `json:"kind"`             // how it is told; "" = not set, in a draft
	Value   string       `json:"value"`            // 2021-12-01, 2022-12, 2022-Q4, 2022-H1, 2022, 2021/2023, an RRULE or ""
	DueDate Day          `json:"due_date"`         // last day, inclusive; "" for ongoing
	Phrase  *Text        `json:"phrase,omitempty"` // as the plan prints it; absent in events of before, and in a draft without a deadline
}

// Measure is a measure's public state.
type Measure struct {
	ForumID          string           `json:"forum_id"`
	MeasureID        string           `json:"measure_id"`
	Version          int              `json:"version"`
	Number           int64            `json:"number"`             // place in the plan; 0 while draft
	DecisionID       string           `json:"decision_id"`        // the decision it carries out
	ProposalID       string           `json:"proposal_id"`        // the proposal behind the decision
	Text             Text             `json:"text"`               // what will be done
	LeadBodyID       string           `json:"lead_body_id"`       // organisation that answers for it; "" = not named, in a draft
	CoExecutors      List[CoExecutor] `json:"co_executors"`       // bodies beside the lead
	FormOfCompletion Text             `json:"form_of_completion"` // what proves it: an order, a report, an act
	Deadline         Deadline         `json:"deadline"`           // until when
	CostKZT          int64            `json:"cost_kzt"`           // whole tenge; 0 = not stated
	FundingSource    string           `json:"funding_source"`     // budget it is paid from; "" = not stated
	State            MeasureState     `json:"state"`
	SuggestionIDs    List[string]     `json:"suggestion_ids"` // whose words it carries out
}

// MeasureDrafted tells that a measure was prepared or changed before the plan
// was published.
type MeasureDrafted struct{ Measure }

func (e MeasureDrafted) Subject() string {
	return subject("decisions", e.ForumID, "measure", "drafted")
}
func (MeasureDrafted) Name() string { return "MeasureDrafted" }

// MeasureRemoved tells that a draft was taken away before it entered a plan;
// Measure is its last state.
type MeasureRemoved struct{ Measure }

func (e MeasureRemoved) Subject() string {
	return subject("decisions", e.ForumID, "measure", "removed")
}
func (MeasureRemoved) Name() string { return "MeasureRemoved" }

// MeasurePlanned tells that a measure stands in the published plan.
type MeasurePlanned struct{ Measure }

func (e MeasurePlanned) Subject() string {
	return subject("decisions", e.ForumID, "measure", "planned")
}
func (MeasurePlanned) Name() string { return "MeasurePlanned" }

// PlanPublished tells that a version of the action plan is public.
type PlanPublished struct {
	ForumID     string       `json:"forum_id"`
	PlanID      string       `json:"plan_id"`
	Version     int          `json:"version"`      // of the plan, one more with each publication
	Title       Text         `json:"title"`        // of the plan
	MeasureIDs  List[string] `json:"measure_ids"`  // the measures in the order of the plan
	PublishedAt time.Time    `json:"published_at"` // when it became public
}

func (e PlanPublished) Subject() string { return subject("decisions", e.ForumID, "plan", "published") }
func (PlanPublished) Name() string      { return "PlanPublished" }

// Report is the public state of one report on a measure's execution.
type Report struct {
	ReportID   string       `json:"report_id"`
	Status     ReportStatus `json:"status"` // as the body sees it
	Text       Text         `json:"text"`   // what was done
	State      ReportState  `json:"state"`
	Reason     Text         `json:"reason"`               // why returned, else without words
	ReportedAt time.Time    `json:"reported_at"`          // when it came in
	Occurrence *Occurrence  `json:"occurrence,omitempty"` // which time of a recurring deadline it is about; absent for any other, and in events of before
}

// Occurrence is one of the times at which a recurring deadline falls due, each
// with its own reports and result.
type Occurrence struct {
	DueDate Day  `json:"due_date"` // last day, inclusive, by which it is known
	Phrase  Text `json:"phrase"`   // «за II квартал 2027 года»
}

// MeasureReported tells that a report on a measure came in.
type MeasureReported struct {
	Measure
	Report Report `json:"report"` // what came in
}

func (e MeasureReported) Subject() string {
	return subject("decisions", e.ForumID, "measure", "reported")
}
func (MeasureReported) Name() string { return "MeasureReported" }

// ReportAccepted tells that the secretariat accepted a report.
type ReportAccepted struct {
	Measure
	Report Report `json:"report"` // what was accepted
}

func (e ReportAccepted) Subject() string {
	return subject("decisions", e.ForumID, "report", "accepted")
}
func (ReportAccepted) Name() string { return "ReportAccepted" }

// ReportReturned tells that the secretariat sent a report back.
type ReportReturned struct {
	Measure
	Report Report `json:"report"` // what was sent back
}

func (e ReportReturned) Subject() string {
	return subject("decisions", e.ForumID, "report", "returned")
}
func (ReportReturned) Name() string { return "ReportReturned" }

// MeasureOffControl tells that a measure needs no further watching: an act of
// its own, after "done", by another person.
type MeasureOffControl struct{ Measure }

func (e MeasureOffControl) Subject() string {
	return subject("decisions", e.ForumID, "measure", "taken_off_control")
}
func (MeasureOffControl) Name() string { return "MeasureOffControl" }
