package speak

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/agenda"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/district"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/submission"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

// view is what the template shows.
type view struct {
	Language  string
	Forum     *forum.Forum
	Themes    []theme.Theme
	Districts []district.District
	Consent   consent.ConsentText
	Sent      sent // what stands in the form
	Refused   string
	Again     string // in how many seconds it may be sent again

	Code       string // of what is looked at
	Submission *submission.Submission
	Question   *agenda.Question
	Ticket     string

	code int // of the answer
	url  *url.URL
}

// sent is the form as it was filled in.
type sent struct {
	ID, Text, Language, Theme, District, Organisation, Name string
	Question, Tell                                          bool
}

func read(form url.Values) sent {
	return sent{
		ID: form.Get("id"), Text: strings.ReplaceAll(form.Get("text"), "\r\n", "\n"), Language: spoken(form.Get("spoken")), Theme: form.Get("theme"),
		District: form.Get("district"), Organisation: form.Get("organisation"), Name: text.OneLine(form.Get("name")),
		Question: form.Get("as") == "question", Tell: form.Has("tell"),
	}
}

// mixed is speech in several languages at once.
const mixed = "mixed"

func spoken(language string) string {
	if language == mixed || words.Known(language) {
		return language
	}
	return words.Codes()[0]
}

// newView chooses the language: ?lang= before Accept-Language.
func newView(r *http.Request) *view {
	language := r.URL.Query().Get("lang")
	if !words.Known(language) {
		language = web.Language(r.Header.Get("Accept-Language"))
	}
	return &view{Language: language, url: r.URL, code: http.StatusOK, Sent: sent{Language: language, Question: r.URL.Query().Get("as") == "question"}}
}

// refused takes a refusal to be shown, and reports whether err is one.
func (v *view) refused(err error) bool {
	p := (*problem.Error)(nil)
	if !errors.As(err, &p) {
		return false
	}
	v.code, v.Again, v.Refused = web.Status(p.Kind), web.RetryAfter(err), problem.Say(v.Language, p.Code, p.Args)
	if len(p.Fields) > 0 {
		f := p.Fields[0]
		v.Refused = web.FieldName(v.Language, f.Pointer) + ": " + problem.Say(v.Language, f.Code, f.Args)
	}
	return true
}

// Languages are the page's languages by their own names.
func (v *view) Languages() []words.Language { return words.Languages() }

// Spoken are the languages of what can be written.
func (v *view) Spoken() []string { return slices.Concat(words.Codes(), []string{mixed}) }

// In is this page in another language.
func (v *view) In(language string) string { return v.at(v.url.EscapedPath(), language) }

func (v *view) link(to string) string { return v.at(to, v.Language) }

func (v *view) at(to, language string) string {
	q := url.Values{"lang": {language}}
	if v.Sent.Question {
		q.Set("as", "question")
	}
	return to + "?" + q.Encode()
}

// Other is the form for the other thing that one can send.
func (v *view) Other() string {
	to := v.url.EscapedPath() + "?lang=" + v.Language
	if !v.Sent.Question {
		to += "&as=question"
	}
	return to
}

// Title is the forum's.
func (v *view) Title() string {
	if v.Forum == nil {
		return v.Say("title")
	}
	return v.Forum.Title.In(v.Language)
}

// Read is a text in the page's language.
func (v *view) Read(t events.Text) string { return t.In(v.Language) }

// Open reports that the forum takes what is written.
func (v *view) Open() bool { return v.Forum.Open() == nil }

// State is what became of what was written, in a word of the catalogue.
func (v *view) State() string {
	if v.Question != nil {
		return "question_" + string(v.Question.State)
	}
	return "state_" + string(v.Submission.State)
}

// Answer is the reason of a refusal, or the answer to a question.
func (v *view) Answer() events.Text {
	if v.Question != nil {
		return v.Question.Answer
	}
	return v.Submission.Reason
}

// Written is what was written; of an accepted suggestion the way shows it, without
// what was hidden.
func (v *view) Written() string {
	if v.Question != nil {
		return v.Question.Text
	}
	if v.Submission.State == submission.Accepted {
		return ""
	}
	return v.Submission.Text
}

// Way is where the suggestion's way stands, once it is one.
func (v *view) Way() string {
	if v.Submission == nil || v.Submission.State != submission.Accepted {
		return ""
	}
	return "/way/" + v.Code + "?lang=" + v.Language
}

// sentences are those of the pages.
const sentences words.Catalogue = "speak"

// Say is a sentence in the page's language.
func (v *view) Say(key string) string { return sentences.Say(v.Language, key, nil) }

// Called is what a language of speech is called.
func (v *view) Called(language string) string {
	if words.Known(language) {
		return words.Name(language)
	}
	return v.Say(language)
}

//go:embed page.html
var pageFile string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"css": func() string { return styles.Address }}).Parse(pageFile))

// policy lets a page load its stylesheet and the icon from here, and send its forms
// here: nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// write renders the whole page before it answers.
func (v *view) write(w http.ResponseWriter, r *http.Request, name string) {
	var b bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&b, name, v); err != nil {
		web.Fail(w, r, fmt.Errorf("rendering the public form: %w", err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // somebody's words, code and right to be told
	h.Set("Vary", "Accept-Language")
	if v.Again != "" {
		h.Set("Retry-After", v.Again)
	}
	w.WriteHeader(v.code)
	_, _ = b.WriteTo(w) // a failed write means that the reader has gone
}

//go:embed assets/speak.css
var own []byte

var styles = web.NewAsset("/speak/assets", "speak", "css", look.CSS, own)
