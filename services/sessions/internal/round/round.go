// Package round is a timed part of a session with a question of its own.
package round

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	maxQuestion = 1000
	// maxSeconds is the longest a round may get.
	maxSeconds = 24 * 60 * 60
)

// Round is one round of a session.
type Round struct {
	ID        string      `json:"id" format:"uuid"`
	ForumID   string      `json:"forum_id" format:"uuid"`
	SessionID string      `json:"session_id" format:"uuid"`
	Number    int         `json:"number" doc:"1, 2, … within the session"`
	Question  events.Text `json:"question"`
	Seconds   int         `json:"seconds" doc:"planned length with all extensions"`
	State     string      `json:"state" enum:"planned,running,ended"`
	StartedAt *time.Time  `json:"started_at"`
	EndedAt   *time.Time  `json:"ended_at"`
	EndsAt    *time.Time  `json:"ends_at" doc:"when the time of a running round is up; nothing ends by itself"`
	Version   int         `json:"version"`
}

// Check returns what is wrong with the round.
func (r *Round) Check() error { return given.Text("/question", r.Question, maxQuestion, false) }

// Start lets the time run. Starting a running round changes nothing, so that a
// lost answer can be asked for again; it reports whether anything changed.
func (r *Round) Start(now time.Time) (bool, error) {
	switch r.State {
	case "running":
		return false, nil
	case "ended":
		return false, problem.Conflict("round_ended")
	}
	r.State, r.StartedAt = "running", &now
	r.Version++
	return true, nil
}

// Extend gives a running round more time, or, with fewer than no seconds, less.
func (r *Round) Extend(seconds int) error {
	if r.State != "running" {
		return problem.Conflict("round_not_running")
	}
	if length := r.Seconds + seconds; length < 1 || length > maxSeconds {
		return problem.InvalidField("/seconds", "round_length", "limit", maxSeconds)
	}
	r.Seconds += seconds
	r.Version++
	return nil
}

// End ends a running round. Ending an ended one changes nothing.
func (r *Round) End(now time.Time) (bool, error) {
	switch r.State {
	case "ended":
		return false, nil
	case "planned":
		return false, problem.Conflict("round_not_running")
	}
	r.State, r.EndedAt = "ended", &now
	r.Version++
	return true, nil
}

// timed fills in what follows from the rest.
func (r Round) timed() Round {
	r.EndsAt = nil
	if r.State == "running" {
		at := r.StartedAt.Add(time.Duration(r.Seconds) * time.Second)
		r.EndsAt = &at
	}
	return r
}

func (r *Round) told() events.Round {
	return events.Round{
		ForumID: r.ForumID, SessionID: r.SessionID, RoundID: r.ID, Version: r.Version, Number: r.Number,
		Question: r.Question, Seconds: r.Seconds, State: r.State, StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
}
