// Package hiding is how personal data in the words of a suggestion are taken out
// of them, everywhere and for everybody.
package hiding

import (
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// undoable is how long what was hidden can be shown again; then the words of
// before are removed.
var undoable = setting.Setting{Key: "hiding.hours", Kind: setting.Number, Default: 24, Min: 1, Max: 30 * 24, Env: "SHANYRAQ_HIDING_HOURS"}

// Settings are what an organiser decides of hidden words.
var Settings = []setting.Setting{undoable}

// before are the words of a suggestion before a part of them was hidden, by the
// version of the wording.
type before map[int]string

// Hide takes a part out of every wording and returns the words of before. Errors:
// part_empty, part_not_found.
func Hide(s *suggestion.Suggestion, part string) (before, error) {
	if given.Blank(part) || part == text.Hidden {
		return nil, problem.InvalidField("/part", "part_empty")
	}
	was := before{}
	for i := range s.Wordings {
		w := &s.Wordings[i]
		if hidden := text.Hide(w.Text, part); hidden != w.Text {
			was[w.Version], w.Text = w.Text, hidden
		}
	}
	if len(was) == 0 {
		return nil, problem.InvalidField("/part", "part_not_found")
	}
	reworded(s)
	return was, nil
}

// Show brings the words of before back, where nothing else was hidden since.
func Show(s *suggestion.Suggestion, was before) {
	for i := range s.Wordings {
		if words, ok := was[s.Wordings[i].Version]; ok {
			s.Wordings[i].Text = words
		}
	}
	reworded(s)
}

// reworded brings the words that stand, and the first ones, up to date with the
// wordings.
func reworded(s *suggestion.Suggestion) {
	s.Version++
	for _, w := range s.Wordings {
		if w.Version == 1 {
			s.OriginalText, s.WasHidden = w.Text, true
		}
		if w.Version == s.WordingVersion {
			s.Text = w.Text
		}
	}
}
