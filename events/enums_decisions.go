package events

// ProposalState is where a proposal stands.
type ProposalState string

// The values of [ProposalState].
const (
	ProposalOpen     ProposalState = "open"    // may be merged, split, worded, put
	ProposalIsMerged ProposalState = "merged"  // gave its suggestions to another; can be brought back
	ProposalPut      ProposalState = "put"     // before the plenary: what it says and carries stands still
	ProposalDecided  ProposalState = "decided" // the plenary has decided
)

// Values implements [Enum].
func (ProposalState) Values() []string {
	return values(ProposalOpen, ProposalIsMerged, ProposalPut, ProposalDecided)
}

// Majority is how many have to be for a question.
type Majority string

// The values of [Majority].
const (
	SimpleMajority Majority = "simple"
	TwoThirds      Majority = "two_thirds"
)

// Values implements [Enum].
func (Majority) Values() []string {
	return values(SimpleMajority, TwoThirds)
}

// QuestionState is where a question stands.
type QuestionState string

// The values of [QuestionState].
const (
	QuestionIsPut       QuestionState = "put"       // before the plenary
	QuestionCounted     QuestionState = "counted"   // hands were counted; may be counted again until decided
	QuestionDecided     QuestionState = "decided"   // a decision is recorded
	QuestionIsWithdrawn QuestionState = "withdrawn" // taken back without a decision
)

// Values implements [Enum].
func (QuestionState) Values() []string {
	return values(QuestionIsPut, QuestionCounted, QuestionDecided, QuestionIsWithdrawn)
}

// Outcome is what the plenary decided.
type Outcome string

// The values of [Outcome].
const (
	Adopted            Outcome = "adopted"
	AdoptedWithChanges Outcome = "adopted_with_changes"
	Rejected           Outcome = "rejected"
	Deferred           Outcome = "deferred"
	Forwarded          Outcome = "forwarded" // to a body that may decide it
)

// Values implements [Enum].
func (Outcome) Values() []string {
	return values(Adopted, AdoptedWithChanges, Rejected, Deferred, Forwarded)
}

// IsAdopted reports that measures may follow from the outcome.
func (o Outcome) IsAdopted() bool { return o == Adopted || o == AdoptedWithChanges }

// DeadlineKind is how a term of execution is told.
type DeadlineKind string

// The values of [DeadlineKind].
const (
	DeadlineDate      DeadlineKind = "date"
	DeadlineMonth     DeadlineKind = "month"
	DeadlineQuarter   DeadlineKind = "quarter"
	DeadlineHalf      DeadlineKind = "half"
	DeadlineYear      DeadlineKind = "year"
	DeadlineRange     DeadlineKind = "range"     // of years
	DeadlineRecurring DeadlineKind = "recurring" // comes back
	DeadlineOngoing   DeadlineKind = "ongoing"   // has no end
)

// Values implements [Enum].
func (DeadlineKind) Values() []string {
	return values(DeadlineDate, DeadlineMonth, DeadlineQuarter, DeadlineHalf, DeadlineYear, DeadlineRange, DeadlineRecurring, DeadlineOngoing)
}

// MeasureState is where a measure stands.
type MeasureState string

// The values of [MeasureState].
const (
	MeasureDraft           MeasureState = "draft"
	MeasureIsPlanned       MeasureState = "planned"          // in the published plan, nothing reported yet
	MeasureInProgress      MeasureState = "in_progress"      // work runs
	MeasureReportSubmitted MeasureState = "report_submitted" // the result waits for the secretariat
	MeasureReturned        MeasureState = "returned"         // the report was sent back: the executor has to act
	MeasureDone            MeasureState = "done"             // a person has accepted the result
	MeasureIsOffControl    MeasureState = "off_control"      // nobody needs to watch it any more
)

// Values implements [Enum].
func (MeasureState) Values() []string {
	return values(MeasureDraft, MeasureIsPlanned, MeasureInProgress, MeasureReportSubmitted, MeasureReturned, MeasureDone, MeasureIsOffControl)
}

// ReportStatus is how far a measure is as its body sees it.
type ReportStatus string

// The values of [ReportStatus].
const (
	StatusInProgress ReportStatus = "in_progress"
	StatusPartly     ReportStatus = "partly"
	StatusDone       ReportStatus = "done"
	StatusNotDone    ReportStatus = "not_done"
)

// Values implements [Enum].
func (ReportStatus) Values() []string {
	return values(StatusInProgress, StatusPartly, StatusDone, StatusNotDone)
}

// ReportState is what became of a report on a measure.
type ReportState string

// The values of [ReportState].
const (
	ReportSubmitted  ReportState = "submitted"
	ReportIsAccepted ReportState = "accepted"
	ReportIsReturned ReportState = "returned"
)

// Values implements [Enum].
func (ReportState) Values() []string {
	return values(ReportSubmitted, ReportIsAccepted, ReportIsReturned)
}
