// Package round is a timed part of a session: a step of its plan, and how it was
// played.
package round

import (
	"math"
	"reflect"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// Round is one round of a session.
type Round struct {
	ID        string `json:"id" format:"uuid"`
	ForumID   string `json:"forum_id" format:"uuid"`
	SessionID string `json:"session_id" format:"uuid"`
	Number    int    `json:"number" doc:"its place in the session: 1, 2, …"`
	step.Step
	State     events.RoundState `json:"state"`
	StartedAt *time.Time        `json:"started_at"`
	EndedAt   *time.Time        `json:"ended_at"`
	EndsAt    *time.Time        `json:"ends_at" doc:"when the time of a running round is up; nothing ends by itself"`
	Version   int               `json:"version"`
}

// Change is what may be changed of a planned round; nil leaves a thing as it is.
type Change struct {
	Title       *events.Text        `json:"title,omitempty"`
	Instruction *events.Text        `json:"instruction,omitempty"`
	Question    *events.Text        `json:"question,omitempty"`
	Seconds     *int                `json:"seconds,omitempty" minimum:"1" maximum:"86400"`
	View        *events.StepView    `json:"view,omitempty" doc:"with a new view and without allows, what suits the view is allowed"`
	Allows      *[]events.StepOffer `json:"allows,omitempty" maxItems:"5"`
	Settings    *step.Settings      `json:"settings,omitempty"`
	Number      *int                `json:"number,omitempty" minimum:"1" maximum:"1000" doc:"the place to which it moves; the others make room"`
	Version     *int                `json:"version,omitempty" doc:"if given, the change is refused when the round has another version"`
}

// Apply changes a planned round but for its place. It reports whether anything
// changed, and returns the problems changed_meanwhile, round_begun and those of
// Check.
func (r *Round) Apply(c Change) (bool, error) {
	if err := given.SameVersion(c.Version, r.Version); err != nil {
		return false, err
	}
	if r.State != "planned" {
		return false, problem.Conflict("round_begun")
	}
	before := r.Step
	set(&r.Title, c.Title)
	set(&r.Instruction, c.Instruction)
	set(&r.Question, c.Question)
	set(&r.Seconds, c.Seconds)
	set(&r.Settings, c.Settings)
	if c.View != nil && *c.View != r.View {
		r.View, r.Allows = *c.View, nil
	}
	set(&r.Allows, c.Allows)
	r.Complete()
	if reflect.DeepEqual(before, r.Step) {
		return false, nil
	}
	r.Version++
	return true, r.Check()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Start lets the time run. Starting a running round changes nothing, so that a
// lost answer can be asked for again; it reports whether anything changed. A
// round that has ended is started again only if asked to: it then has the time
// that it had left, as if it had not been left.
func (r *Round) Start(now time.Time, again bool) (bool, error) {
	switch {
	case r.State == "running":
		return false, nil
	case r.State == "ended" && !again:
		return false, problem.Conflict("round_ended")
	case r.State == "ended":
		away := int(math.Ceil(now.Sub(*r.EndedAt).Seconds()))
		r.Seconds = min(r.Seconds+max(away, 0), step.MaxSeconds)
		r.EndedAt = nil
	default:
		r.StartedAt = &now
	}
	r.State = "running"
	r.Version++
	return true, nil
}

// Extend gives a running round more time, or, with fewer than no seconds, less.
func (r *Round) Extend(seconds int) error {
	if r.State != "running" {
		return problem.Conflict("round_not_running")
	}
	if length := r.Seconds + seconds; length < 1 || length > step.MaxSeconds {
		return problem.InvalidField("/seconds", "round_length", "limit", step.MaxSeconds)
	}
	r.Seconds += seconds
	r.Version++
	return nil
}

// End ends a running round. Ending an ended one changes nothing.
func (r *Round) End(now time.Time) (bool, error) {
	if r.State == events.RoundIsEnded {
		return false, nil
	}
	if r.State == events.RoundIsPlanned {
		return false, problem.Conflict("round_not_running")
	}
	if now.Before(*r.StartedAt) { // told late by a tablet that counts otherwise
		now = *r.StartedAt
	}
	r.State, r.EndedAt = "ended", &now
	r.Version++
	return true, nil
}

// Timed fills in what follows from the rest.
func (r Round) Timed() Round {
	r.EndsAt = nil
	if r.State == "running" {
		at := r.StartedAt.Add(time.Duration(r.Seconds) * time.Second)
		r.EndsAt = &at
	}
	return r
}

// Told is r as events tell it.
func (r *Round) Told() events.Round {
	return events.Round{
		ForumID: r.ForumID, SessionID: r.SessionID, RoundID: r.ID, Version: r.Version, Number: r.Number,
		Title: r.Title, Instruction: r.Instruction, Question: r.Question, Seconds: r.Seconds,
		View: r.View, Allows: r.Allows, Settings: events.RoundSettings(r.Settings),
		State: r.State, StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
}
