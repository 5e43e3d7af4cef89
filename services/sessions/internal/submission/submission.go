// Package submission is what anybody writes on the public form before the forum and
// on its day. A person looks at it before anybody else sees it: what is accepted
// becomes a suggestion, what is refused is refused with a reason.
package submission

import (
	"time"
	"unicode/utf8"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// The states of a submission.
const (
	Waiting  = events.SubmissionWaiting
	Accepted = events.SubmissionIsAccepted
	Refused  = events.SubmissionIsRefused
)

const (
	maxText         = 2000 // as of a suggestion
	maxOrganisation = 300
	maxReason       = 4000
)

// Submission is what somebody wrote on the public form.
type Submission struct {
	ID           string                 `json:"id" format:"uuid" doc:"of the suggestion, too, that it becomes"`
	ForumID      string                 `json:"forum_id" format:"uuid"`
	Code         string                 `json:"code" doc:"by which the writer looks what became of it; the suggestion's receipt later"`
	Text         string                 `json:"text"`
	Language     string                 `json:"language" format:"speech"`
	ThemeID      string                 `json:"theme_id"`
	DistrictID   string                 `json:"district_id"`
	Organisation string                 `json:"organisation" doc:"as it was typed"`
	AuthorID     string                 `json:"author_id" doc:"participant who wants to hear of it; empty = nobody"`
	State        events.SubmissionState `json:"state"`
	Reason       events.Text            `json:"reason" doc:"of a refusal"`
	ReceivedAt   time.Time              `json:"received_at"`
	SettledAt    *time.Time             `json:"settled_at,omitempty"`
	SettledBy    string                 `json:"settled_by" doc:"account id; empty while it waits"`
	Version      int                    `json:"version"`
}

// Check brings what was typed into its form and returns what is wrong with it.
func (s *Submission) Check() error {
	if err := given.Words("/text", s.Text); err != nil {
		return err
	}
	if utf8.RuneCountInString(s.Text) > maxText {
		return problem.InvalidField("/text", "too_long", "limit", maxText)
	}
	if err := given.Line("/organisation", &s.Organisation, true); err != nil {
		return err
	}
	if utf8.RuneCountInString(s.Organisation) > maxOrganisation {
		return problem.InvalidField("/organisation", "too_long", "limit", maxOrganisation)
	}
	return nil
}

// SubmissionAcceptance lets a submission become a suggestion.
type SubmissionAcceptance struct {
	Hide    []string `json:"hide,omitempty" maxItems:"50" maxLength:"2000" doc:"parts of the words that are personal data: in the suggestion they are hidden"`
	ThemeID *string  `json:"theme_id,omitempty" maxLength:"36" doc:"another theme than the writer's; empty = none"`
	Version *int     `json:"version,omitempty" doc:"if given, refused when the submission has another version"`
}

// Accept lets s become a suggestion, and reports whether that is new. What was
// refused may be accepted later; what was accepted is a suggestion for ever.
func (s *Submission) Accept(a SubmissionAcceptance, by string, at time.Time) (bool, error) {
	if s.State == Accepted {
		return false, nil
	}
	if err := given.SameVersion(a.Version, s.Version); err != nil {
		return false, err
	}
	if a.ThemeID != nil {
		theme, err := given.Ref("/theme_id", *a.ThemeID)
		if err != nil {
			return false, err
		}
		s.ThemeID = theme
	}
	if shown := text.Hide(s.Text, a.Hide...); !text.Shows(shown) {
		return false, problem.InvalidField("/hide", "required")
	}
	s.settle(Accepted, events.Text{}, by, at)
	return true, nil
}

// SubmissionRefusal is why a submission becomes no suggestion.
type SubmissionRefusal struct {
	Reason  events.Text `json:"reason"`
	Version *int        `json:"version,omitempty" doc:"if given, refused when the submission has another version"`
}

// Refuse refuses s, and reports whether that is new.
func (s *Submission) Refuse(r SubmissionRefusal, by string, at time.Time) (bool, error) {
	if err := given.Text("/reason", &r.Reason, maxReason, false); err != nil {
		return false, err
	}
	switch {
	case s.State == Accepted:
		return false, problem.Conflict("submission_accepted")
	case s.State == Refused && s.Reason == r.Reason:
		return false, nil
	}
	if err := given.SameVersion(r.Version, s.Version); err != nil {
		return false, err
	}
	s.settle(Refused, r.Reason, by, at)
	return true, nil
}

func (s *Submission) settle(state events.SubmissionState, reason events.Text, by string, at time.Time) {
	s.State, s.Reason, s.SettledBy, s.SettledAt = state, reason, by, &at
	s.Version++
}

// told is what others hear of it; the code, which opens the words, only once a
// person has looked at them.
func (s *Submission) told() events.Submission {
	e := events.Submission{ForumID: s.ForumID, SubmissionID: s.ID, Version: s.Version, State: s.State, AuthorID: s.AuthorID, ReceivedAt: s.ReceivedAt}
	if s.State != Waiting {
		e.Receipt = s.Code
	}
	return e
}

// accepted tells facilitation what to take in: the words without what was hidden.
func (s *Submission) accepted(hide []string) events.SubmissionAccepted {
	return events.SubmissionAccepted{Submission: s.told(), Text: text.Hide(s.Text, hide...), Language: s.Language, ThemeID: s.ThemeID, SettledBy: s.SettledBy}
}

func (s *Submission) refused() events.SubmissionRefused {
	return events.SubmissionRefused{Submission: s.told(), Reason: s.Reason}
}
