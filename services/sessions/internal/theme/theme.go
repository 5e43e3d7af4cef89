// Package theme is what a forum talks about: ecology, inclusion, youth.
package theme

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const maxTitle = 300

// Theme is one theme of a forum.
type Theme struct {
	ID       string      `json:"id" format:"uuid"`
	ForumID  string      `json:"forum_id" format:"uuid"`
	Key      string      `json:"key" doc:"short Latin word, the same in all languages and files: ecology"`
	Title    events.Text `json:"title"`
	Position int         `json:"position"`
	Version  int         `json:"version"`
}

// themeChange is what may be changed of a theme; its key stays, files refer to it.
type themeChange struct {
	Title    *events.Text `json:"title,omitempty"`
	Position *int         `json:"position,omitempty" minimum:"0" maximum:"10000"`
	Version  *int         `json:"version,omitempty" doc:"if given, the change is refused when the theme has another version"`
}

// latin is how the letters of Kazakh and Russian are written in keys.
var latin = strings.NewReplacer(
	"а", "a", "ә", "a", "б", "b", "в", "v", "г", "g", "ғ", "g", "д", "d", "е", "e", "ё", "e", "ж", "zh", "з", "z", "и", "i", "й", "i", "к", "k", "қ", "k",
	"л", "l", "м", "m", "н", "n", "ң", "n", "о", "o", "ө", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ұ", "u", "ү", "u", "ф", "f", "х", "h",
	"һ", "h", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "sh", "ъ", "", "ы", "y", "і", "i", "ь", "", "э", "e", "ю", "iu", "я", "ia",
)

var noKey = regexp.MustCompile(`[^a-z0-9]+`)

// keyOf is a key that the theme may have: its title in Latin letters, in another form
// than those that are taken.
func keyOf(title events.Text, taken []string) string {
	key := strings.Trim(noKey.ReplaceAllString(latin.Replace(strings.ToLower(title.In("ru"))), "_"), "_0123456789")
	if key = strings.TrimRight(key[:min(len(key), 30)], "_"); key == "" {
		key = "theme"
	}
	free := key
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s_%d", key, n)
	}
	return free
}

// Apply changes the theme.
func (t *Theme) Apply(c themeChange) error {
	if err := given.SameVersion(c.Version, t.Version); err != nil {
		return err
	}
	if c.Title != nil {
		t.Title = *c.Title
	}
	if c.Position != nil {
		t.Position = *c.Position
	}
	t.Version++
	return t.Check()
}

// Check returns what is wrong with the theme.
func (t *Theme) Check() error { return given.Title("/title", &t.Title, maxTitle, false) }

func (t *Theme) described() events.ThemeDescribed {
	return events.ThemeDescribed{
		ForumID: t.ForumID, ThemeID: t.ID, Version: t.Version, Key: t.Key, Title: t.Title, Position: t.Position,
	}
}
