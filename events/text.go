package events

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"slices"
)

// Official are the languages in which every official text stands: both are of
// equal rank. Any other language is an addition, and which ones there are is no
// business of the events.
var Official = []string{"kk", "ru"}

// Text is one wording in the languages of the forum. Kazakh and Russian are of
// equal rank and always there; other languages are optional. An empty string
// means "not worded yet". Texts can be compared.
type Text struct {
	KK string `json:"kk" maxLength:"8000"` // Kazakh; "" = not worded yet
	RU string `json:"ru" maxLength:"8000"` // Russian; "" = not worded yet
	// others are the further wordings as JSON, {"en":"…"}, by language in the
	// order of their codes; "" when there are none. A map could not be compared.
	others string
}

// Worded is the text that say gives in each of the languages.
func Worded(languages []string, say func(language string) string) (t Text) {
	for _, l := range languages {
		t = t.With(l, say(l))
	}
	return t
}

// Of returns the wording in exactly this language, "" where there is none.
func (t Text) Of(language string) string {
	switch language {
	case "kk":
		return t.KK
	case "ru":
		return t.RU
	}
	return t.further()[language]
}

// With is the text with this wording in the language; "" takes it away.
func (t Text) With(language, words string) Text {
	switch language {
	case "kk":
		t.KK = words
	case "ru":
		t.RU = words
	default:
		t.others = written(t.further(), language, words)
	}
	return t
}

// All are the wordings that there are by language: the official ones, then the
// others in the order of their codes.
func (t Text) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		further := t.further()
		for _, l := range slices.Concat(Official, slices.Sorted(maps.Keys(further))) {
			if words := t.Of(l); words != "" && !yield(l, words) {
				return
			}
		}
	}
}

// Each is the text with every wording that there is changed.
func (t Text) Each(change func(words string) string) Text {
	for l, words := range t.All() {
		t = t.With(l, change(words))
	}
	return t
}

// Language is the one in which In finds its wording; "" when there is none.
func (t Text) Language(wanted string) string {
	if t.Of(wanted) != "" {
		return wanted
	}
	for l := range t.All() {
		return l
	}
	return ""
}

// In returns the wording in the language, falling back kk → ru → any other.
func (t Text) In(language string) string { return t.Of(t.Language(language)) }

// Empty reports whether no language has a wording.
func (t Text) Empty() bool { return t == Text{} }

// MarshalJSON implements [json.Marshaler]: one object, the official wordings
// first.
func (t Text) MarshalJSON() ([]byte, error) {
	type official Text
	raw, err := marshal(official(t))
	if err != nil || t.others == "" {
		return raw, err
	}
	return append(append(raw[:len(raw)-1], ','), t.others[1:]...), nil
}

// UnmarshalJSON implements [json.Unmarshaler]. What the object does not name stays.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var said map[string]string
	if err := json.Unmarshal(raw, &said); err != nil {
		return err
	}
	for l, words := range said {
		*t = t.With(l, words)
	}
	return nil
}

func (t Text) further() map[string]string {
	further := map[string]string{}
	if t.others != "" {
		_ = json.Unmarshal([]byte(t.others), &further) // written below
	}
	return further
}

func written(further map[string]string, language, words string) string {
	further[language] = words
	if words == "" {
		delete(further, language)
	}
	if len(further) == 0 {
		return ""
	}
	raw, _ := marshal(further) // texts can always be written
	return string(raw)
}

// marshal leaves < and & as they are: whoever writes the whole document decides.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
