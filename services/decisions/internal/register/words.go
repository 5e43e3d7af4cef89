package register

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
)

//go:embed words.json
var wordsFile []byte

// words are the sentences of the public pages. Plural forms stand behind each
// other with "|": Russian one|few|many, English one|other, Kazakh needs none.
var words = func() map[string]events.Text {
	var w map[string]events.Text
	if err := json.Unmarshal(wordsFile, &w); err != nil {
		panic(fmt.Sprintf("words of the register: %v", err)) // compiled in
	}
	return w
}()

// args fill the {name} places of a sentence. A value may be a text in several
// languages.
type args map[string]any

// say renders a sentence in every language.
func say(key string, a args) events.Text {
	return events.Worded(languageCodes, func(language string) string { return sayIn(language, key, a) })
}

// sayIn renders a sentence in one language. A key without a sentence shows
// itself rather than nothing.
func sayIn(language, key string, a args) string {
	t, ok := words[key]
	if !ok {
		return key
	}
	s := plural(language, t.In(language), a["n"])
	for name, value := range a {
		if words, ok := value.(events.Text); ok {
			value = words.In(language)
		}
		s = strings.ReplaceAll(s, "{"+name+"}", text.Contained(fmt.Sprint(value))) // people typed some of them
	}
	return s
}

// plural picks the form for a number.
func plural(language, s string, n any) string {
	forms := strings.Split(s, "|")
	if len(forms) == 1 {
		return s
	}
	var count int
	switch v := n.(type) {
	case int:
		count = v
	case int64:
		count = int(v)
	}
	form := len(forms) - 1
	switch tens, ones := count%100, count%10; {
	case language == "ru" && ones == 1 && tens != 11, language != "ru" && count == 1:
		form = 0
	case language == "ru" && ones >= 2 && ones <= 4 && (tens < 12 || tens > 14):
		form = 1
	}
	return forms[min(form, len(forms)-1)]
}
