package way

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// Way is how far a suggestion has come.
type Way struct {
	Forum      WayForum      `json:"forum"`
	Suggestion WaySuggestion `json:"suggestion"`
	Proposal   WayProposal   `json:"proposal"`
	Outcome    WayOutcome    `json:"outcome"`
	Also       []WayMatter   `json:"also" nullable:"false" doc:"Where it goes besides, if it is about several matters."`
	Steps      []Step        `json:"steps" nullable:"false" doc:"In order of time."`
}

// WayForum is the forum where it was said.
type WayForum struct {
	ID       string      `json:"id"`
	Title    events.Text `json:"title"`
	TimeZone string      `json:"time_zone"`
}

// WaySuggestion is what was said. Who said it is not here.
type WaySuggestion struct {
	ID           string                 `json:"id" db:"id"`
	Number       int64                  `json:"number" db:"number"`
	Receipt      string                 `json:"receipt" db:"receipt"`
	Text         string                 `json:"text" db:"text"`
	OriginalText string                 `json:"original_text" db:"original_text" doc:"As it was first taken down."`
	Language     string                 `json:"language" db:"language" format:"speech"`
	Theme        events.Text            `json:"theme"`
	Session      programme.Session      `json:"session"`
	State        events.SuggestionState `json:"state" db:"state"`
	ReceivedAt   time.Time              `json:"received_at" db:"received_at"`
}

// WayProposal is the proposal that carries it now.
type WayProposal struct {
	ID     string      `json:"id"`
	Number int64       `json:"number"`
	Text   events.Text `json:"text"`
	State  string      `json:"state" enum:"open,put,decided"`
	Others int         `json:"others" doc:"How many other suggestions it carries."`

	ByGroup bool `json:"by_group" doc:"Its text is what a session's group recommends, word for word."`
}

// Outcomes are those of all matters.
func (w Way) Outcomes() []WayOutcome {
	all := []WayOutcome{w.Outcome}
	for _, m := range w.Also {
		all = append(all, m.Outcome)
	}
	return all
}

// WayMatter is another proposal that carries it, with what became of that.
type WayMatter struct {
	Proposal WayProposal `json:"proposal"`
	Outcome  WayOutcome  `json:"outcome"`
}

// WayOutcome is where it stands now, in one sentence and in parts.
type WayOutcome struct {
	State          string        `json:"state" enum:"review,withdrawn,parked,put,adopted,adopted_with_changes,rejected,deferred,forwarded"`
	Text           events.Text   `json:"text"`
	MergedWith     int           `json:"merged_with"`
	DecisionID     string        `json:"decision_id,omitempty"`
	DecisionNumber int64         `json:"decision_number,omitempty"`
	Reason         events.Text   `json:"reason"`
	Measures       []WayMeasure  `json:"measures" nullable:"false"`
	parts          []events.Text // of Text
}

// Parts are the clauses of the outcome's sentence.
func (o WayOutcome) Parts() []events.Text { return o.parts }

// WayMeasure is a measure that followed.
type WayMeasure struct {
	ID         string           `json:"id"`
	Number     int64            `json:"number"`
	Text       events.Text      `json:"text"`
	Lead       events.Text      `json:"lead"`
	Deadline   events.Text      `json:"deadline" doc:"As plans print it."`
	DueDate    string           `json:"due_date"`
	State      string           `json:"state" enum:"planned,in_progress,report_submitted,done,returned,off_control"`
	Overdue    bool             `json:"overdue"`
	OverdueFor *term.Occurrence `json:"overdue_for" doc:"The earliest occurrence that is overdue, of a term that comes back; else null."`
}

// Step is one fact on the way.
type Step struct {
	Kind   string        `json:"kind" enum:"captured,withdrawn,restored,parked,unparked,merged,joined,left,unmerged,split,divided,rejoined,recommended,corrected,released,worded,put,question_withdrawn,voted,decided,planned,reported,accepted,returned,off_control"`
	At     time.Time     `json:"at"`
	Text   events.Text   `json:"text"`
	Detail events.Text   `json:"detail" doc:"What was worded, decided, reported or given as the reason; may be empty."`
	Ref    Ref           `json:"ref"`
	Was    *time.Time    `json:"was,omitempty" doc:"When it happened, if it was entered later."`
	key    string        // of Text, until those who joined together are told together
	n      int           // how many others
	said   sentence.Args // what Text names
	where  events.Text   // in which proposal, if there are several
}

// ShownAt is when it happened, as far as that was entered.
func (s Step) ShownAt() time.Time {
	if s.Was != nil {
		return *s.Was
	}
	return s.At
}

// Ref names the thing a step is about.
type Ref struct {
	Type   string `json:"type" enum:"suggestion,proposal,question,decision,measure,report"`
	ID     string `json:"id"`
	Number int64  `json:"number" doc:"0 for a report."`
}
