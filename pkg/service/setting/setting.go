// Package setting is what an organiser decides about an installation on a page, not
// an operator in a file: each setting is written once, with its kind, its default
// and its bounds; why it is as it is stands in the catalogue "settings". Values are
// kept in the service's own database with their history, and are read when they are
// used. What the operator has fixed by an environment variable cannot be changed
// there, and is shown as such.
package setting

import (
	"slices"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// SettingKind is what a setting's value is.
type SettingKind string //nolint:revive // the contract calls it so

// The kinds, with what their values are in JSON.
const (
	Number    SettingKind = "number"    // a whole number
	Line      SettingKind = "line"      // one line
	Words     SettingKind = "words"     // a text by languages: {"kk": "…", "ru": "…"}
	Choice    SettingKind = "choice"    // one of Choices
	Secret    SettingKind = "secret"    // a line that is never shown again
	Colour    SettingKind = "colour"    // #rrggbb that can be read in our look, or ""
	Zone      SettingKind = "zone"      // a time zone's name, Asia/Almaty
	Languages SettingKind = "languages" // codes, Kazakh among them
	Picture   SettingKind = "picture"   // data:image/png;base64,…, or ""
)

// Values implements the list of words of the contract.
func (SettingKind) Values() []string {
	return []string{"number", "line", "words", "choice", "secret", "colour", "zone", "languages", "picture"}
}

// Setting is one thing that can be decided. Its title and its reason stand in the
// catalogue "settings" under its key.
type Setting struct {
	Key      string
	Kind     SettingKind
	Default  any // of the kind's type
	Min, Max int // of a Number; Max of a Line's characters, 200 if not given
	Choices  []string
	Env      string                  // the variable by which an operator fixes it
	Fits     func(line string) error // what else a Line has to be: a problem, with its code; nil for nothing
}

// about are titles and reasons, <key>.title and <key>.reason.
const about words.Catalogue = "settings"

// Say is the title or the reason in every language.
func (s Setting) Say(what string) map[string]string {
	said := map[string]string{}
	for _, code := range words.Codes() {
		said[code] = about.Say(code, s.Key+"."+what, nil)
	}
	return said
}

// Group is the part of the key before the dot; settings of a group stand together.
func (s Setting) Group() string {
	if i := slices.Index([]byte(s.Key), '.'); i > 0 {
		return s.Key[:i]
	}
	return s.Key
}
