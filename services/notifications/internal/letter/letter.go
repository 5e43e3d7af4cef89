// Package letter is the words of a message, independent of how they travel, and
// the forms that they take.
package letter

import (
	"cmp"
	_ "embed"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
)

// Letter is the words of a message, independent of its form. It quotes what the
// person said, so that nobody has to guess by a number what is meant; the words
// are public on the way of the suggestion too. The person's name is not in it:
// many mailboxes lie abroad, and the consent allows no transfer across the border.
type Letter struct {
	Language    string   `json:"language"`
	Subject     string   `json:"subject"`
	From        string   `json:"from"` // name beside the sender's address
	Greeting    string   `json:"greeting"`
	Lead        []string `json:"lead"`
	Said        []Said   `json:"said"`
	Rows        []Row    `json:"rows"`
	Closing     string   `json:"closing"`
	WayIntro    string   `json:"way_intro"`
	Ways        []Way    `json:"ways"`
	Appeal      string   `json:"appeal"` // a suggestion is not an appeal
	AppealURL   string   `json:"appeal_url"`
	Regards     string   `json:"regards"`
	Signature   []string `json:"signature"`
	Unsubscribe string   `json:"unsubscribe"`
	Accent      string   `json:"accent,omitempty"` // "#0b5e86"; "" = ours
}

// Colour is that of what stands out.
func (l Letter) Colour() string { return cmp.Or(l.Accent, "#0b5e86") }

// Said is one of the suggestions in its author's words.
type Said struct {
	Title string `json:"title"` // «Сіздің сөзіңіз (№ 12 ұсыныс)»
	Words string `json:"words"`
}

// Row is one labelled value.
type Row struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Way leads to a suggestion's way.
type Way struct {
	Title string `json:"title"` // «№ 12 ұсыныс, түбіртек коды 7K3F-92QX-AB»
	URL   string `json:"url"`
}

//go:embed letter.txt
var textSource string

//go:embed letter.html
var htmlSource string

var (
	textForm = text.Must(text.New("letter").Parse(textSource))
	htmlForm = html.Must(html.New("letter").Parse(htmlSource))
)

type form struct {
	Letter
	UnsubscribeURL string // "" leaves the paragraph out
}

// Text is the letter as plain text.
func (l Letter) Text(unsubscribeURL string) (string, error) {
	var b strings.Builder
	if err := textForm.Execute(&b, form{l, unsubscribeURL}); err != nil {
		return "", fmt.Errorf("writing letter: %w", err)
	}
	return b.String(), nil
}

// HTML is the letter as a simple page: no pictures, no scripts, nothing loaded.
func (l Letter) HTML(unsubscribeURL string) (string, error) {
	var b strings.Builder
	if err := htmlForm.Execute(&b, form{l, unsubscribeURL}); err != nil {
		return "", fmt.Errorf("writing letter: %w", err)
	}
	return b.String(), nil
}
