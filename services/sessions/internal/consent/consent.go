// Package consent is what people agree to when they give their name and address:
// who collects the data, until when, and the words that are read to them.
package consent

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// ConsentText is one version of a forum's consent text. A version never changes: each
// consent names the one that was read.
type ConsentText struct {
	Version       string      `json:"version" doc:"to be sent with each consent"`
	Operator      events.Text `json:"operator" doc:"who collects and processes the data, with its BIN"`
	Until         events.Day  `json:"until" doc:"last day of the consent; empty = until its purpose is reached"`
	Address       string      `json:"address" doc:"where a consent is withdrawn; empty = at the registration desk"`
	Processing    events.Text `json:"processing" doc:"the consent to the collection and processing of personal data, in full"`
	Notifications events.Text `json:"notifications" doc:"the consent to messages, in full"`
	MadeBy        string      `json:"made_by" doc:"account id; empty for the text that every forum begins with"`
	MadeAt        *time.Time  `json:"made_at"`
}

// The scopes of a consent.
const (
	Processing    = events.ConsentProcessing
	Notifications = events.ConsentNotifications
)

// Of returns the words of a scope in a language, and the operator in the same.
func (t ConsentText) Of(scope events.ConsentScope, language string) (words, operator string) {
	wording := t.Processing
	if scope == Notifications {
		wording = t.Notifications
	}
	return wording.In(language), t.Operator.In(language)
}

// beginning is the version that every forum begins with: it names no body, for
// none has been entered yet.
const beginning = "2026-11"

// phrases are the pieces of a text.
const phrases words.Catalogue = "consent"

// said is a piece in every language.
func said(key string, args words.Args) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return phrases.Say(language, key, args) })
}

// Beginning is the text of a forum whose organiser has entered none.
func Beginning() ConsentText {
	t := ConsentText{Version: beginning, Operator: said("operator", nil)}
	t.compose()
	return t
}

// compose writes the words around operator, term and address.
func (t *ConsentText) compose() {
	args := words.Args{"operator": t.Operator, "until": said("until_purpose", nil), "address": said("at_desk", nil)}
	if day, err := t.Until.Time(); err == nil {
		args["until"] = said("until_day", words.Args{"day": day.Format("02.01.2006")})
	}
	if t.Address != "" {
		args["address"] = t.Address
	}
	t.Processing, t.Notifications = said(string(Processing), args), said(string(Notifications), args)
}

// Check brings the text's facts into their canonical form, returns what is wrong
// with them, and writes the words.
func (t *ConsentText) Check() error {
	if err := given.Title("/operator", &t.Operator, 300, false); err != nil {
		return err
	}
	if t.Operator.KK == "" || t.Operator.RU == "" {
		return problem.InvalidField("/operator", "consent_operator_languages")
	}
	if err := given.Day("/until", t.Until, true); err != nil {
		return err
	}
	if err := given.Line("/address", &t.Address, true); err != nil {
		return err
	}
	t.compose()
	return nil
}
