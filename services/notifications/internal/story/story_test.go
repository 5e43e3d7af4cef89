package story

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

var update = flag.Bool("update", false, "write the golden files")

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

var links = Links{Public: "https://shanyraq.kz", Appeals: "https://eotinish.kz"}

// things are everything that the letters below name.
var things = map[byte]any{
	1: events.ForumDescribed{ForumID: id(1).String(), TimeZone: "Asia/Almaty", Title: events.Text{
		KK: "Алматы қаласының XII Азаматтық форумы", RU: "XII Гражданский форум города Алматы",
	}.With("en", "XII Civic Forum of Almaty")},
	2: events.ThemeDescribed{Title: events.Text{KK: "Экология", RU: "Экология"}.With("en", "Ecology")},
	3: events.SessionScheduled{Yurt: 3, Title: events.Text{KK: "«Экология» секциясы", RU: "Секция «Экология»"}.With("en", "Section “Ecology”")},
	4: events.OrganisationRegistered{Names: events.List[events.OrganisationName]{
		{Name: events.Text{KK: "Жасыл экономика басқармасы", RU: "Управление зелёной экономики"}.With("en", "Green Economy Department"), ValidTo: "2021-12-31"},
		{Name: events.Text{KK: "Экология және қоршаған орта басқармасы", RU: "Управление экологии и окружающей среды"}.With("en", "Ecology and Environment Department"), ValidFrom: "2022-01-01"},
	}},
	5: events.OrganisationRegistered{Names: events.List[events.OrganisationName]{
		{Name: events.Text{KK: "«Жасыл мекен» ҚҚ", RU: "ОФ «Жасыл мекен»"}.With("en", "Zhasyl Meken Foundation")},
	}},
	6: events.DecisionRecorded{DecisionID: id(6).String(), Number: 3},
}

// library is a book with all of them.
func library() *chain.Book {
	b := chain.NewBook()
	for n, thing := range things {
		b.Enter(id(n), thing)
	}
	return b
}

var (
	first  = chain.Suggestion{ID: id(11), ForumID: id(1), Number: 12, Receipt: "7K3F-92QX-AB", Words: "Аулада қоқысты бөлек жинайтын контейнер қойылсын", ThemeID: id(2), SessionID: id(3), AuthorID: id(20), ReceivedAt: day("2020-11-16 05:32")}
	second = chain.Suggestion{ID: id(12), ForumID: id(1), Number: 15, Receipt: "M4T8-0ZWE-7C", Words: "Ставить во дворах отдельные баки для пластика", ThemeID: id(2), SessionID: id(3), AuthorID: id(20), ReceivedAt: day("2020-11-16 05:40")}
)

func ids(n int) events.List[string] {
	all := events.List[string]{first.ID.String(), second.ID.String()}
	for len(all) < n {
		all = append(all, id(byte(100+len(all))).String())
	}
	return all[:n]
}

var measure = events.Measure{
	ForumID: id(1).String(), MeasureID: id(7).String(), Number: 12, DecisionID: id(6).String(),
	Text:             events.Text{KK: "Аулаларда қалдықтарды бөлек жинау контейнерлерін орнату", RU: "Установить во дворах контейнеры для раздельного сбора отходов"}.With("en", "Put containers for separate waste into the yards"),
	FormOfCompletion: events.Text{KK: "әкімдікке ақпарат", RU: "информация в акимат"}.With("en", "report to the akimat"),
	LeadBodyID:       id(4).String(), CoExecutors: events.List[events.CoExecutor]{{OrganisationID: id(5).String(), ByAgreement: true}},
	Deadline: events.Deadline{Kind: "quarter", Value: "2022-Q4", DueDate: "2022-12-31", Phrase: new(events.Text{KK: "2022 жылғы IV\u00a0тоқсан", RU: "IV\u00a0квартал 2022 года"}.With("en", "fourth quarter of 2022"))}, SuggestionIDs: ids(5),
}

func decision(outcome events.Outcome) events.DecisionRecorded {
	return events.DecisionRecorded{
		ForumID: id(1).String(), DecisionID: id(6).String(), Number: 3, Outcome: outcome, SuggestionIDs: ids(5), RecordedAt: day("2020-11-16 11:05"),
		Text:  events.Text{KK: "Ұсыныс Іс-шаралар жоспарына енгізілсін.", RU: "Включить предложение в План мероприятий."}.With("en", "To enter the suggestion in the action plan."),
		Votes: events.Votes{For: 31, Against: 1, Abstained: 2, Present: 34, Quorum: true, Passed: true},
	}
}

// letters are one or more of each kind.
func letters() map[string]Story {
	with := func(kind string, e any, own ...chain.Suggestion) Story {
		data, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		return Story{Fact: chain.Fact{ID: id(30), ForumID: id(1), Kind: kind, At: day("2021-02-01 06:00"), Data: data}, Own: own, Book: library()}
	}
	rejected := decision("rejected")
	rejected.Text = events.Text{}
	rejected.Reason = events.Text{KK: "Контейнерлер 2019 жылғы бағдарлама бойынша орнатылып қойған.", RU: "Контейнеры уже установлены по программе 2019 года."}.With("en", "The containers are already there under the programme of 2019.")
	forwarded := decision("forwarded")
	forwarded.ForwardedTo, forwarded.Votes = id(4).String(), events.Votes{}
	deferred := decision("deferred")
	deferred.DeferredUntil, deferred.SuggestionIDs = "2021-12-01", ids(1)
	deferred.Votes.Against, deferred.Votes.Abstained, deferred.Votes.Unanimous = 0, 0, true
	correction := decision("adopted_with_changes")
	correction.Number, correction.Corrects = 9, id(6).String()
	return map[string]Story{
		"receipt":       with(chain.Receipt, struct{}{}, first),
		"merged":        with(chain.Merged, events.ProposalMerged{Proposal: events.Proposal{Number: 7, SuggestionIDs: ids(3)}, MovedSuggestionIDs: ids(1)}, first),
		"merged_two":    with(chain.Merged, events.ProposalMerged{Proposal: events.Proposal{Number: 7, SuggestionIDs: ids(7)}, MovedSuggestionIDs: ids(2)}, second, first),
		"unmerged":      with(chain.Unmerged, events.ProposalUnmerged{Proposal: events.Proposal{Number: 12}, MovedSuggestionIDs: ids(1)}, first),
		"decided":       with(chain.Decided, decision("adopted"), first),
		"decided_two":   with(chain.Decided, correction, first, second),
		"rejected":      with(chain.Decided, rejected, first),
		"forwarded":     with(chain.Decided, forwarded, first),
		"deferred":      with(chain.Decided, deferred, first),
		"planned":       with(chain.Planned, events.MeasurePlanned{Measure: measure}, first),
		"reported":      with(chain.Reported, events.MeasureReported{Measure: measure, Report: events.Report{Status: "partly", State: "submitted", ReportedAt: day("2022-07-01 04:00"), Text: events.Text{KK: "40 аулада орнатылды.", RU: "Установлены в 40 дворах."}.With("en", "Put up in 40 yards.")}}, first),
		"report_accept": with(chain.Reported, events.ReportAccepted{Measure: measure, Report: events.Report{Status: "done", State: "accepted", ReportedAt: day("2022-12-20 04:00"), Text: events.Text{KK: "96 аулада орнатылды.", RU: "Установлены в 96 дворах."}.With("en", "Put up in 96 yards.")}}, first, second),
		"split":         with(chain.Split, events.ProposalSplit{Proposal: events.Proposal{Number: 13, SuggestionIDs: ids(1)}, MovedSuggestionIDs: ids(1)}, first),
		"split_two":     with(chain.Split, events.ProposalSplit{Proposal: events.Proposal{Number: 13, SuggestionIDs: ids(5)}, MovedSuggestionIDs: ids(5)}, second, first),
		"divided":       with(chain.Divided, events.ProposalDivided{Proposal: events.Proposal{Number: 13, SuggestionIDs: ids(1)}, SharedSuggestionIDs: ids(1)}, first),
		"rejoined":      with(chain.Merged, events.ProposalMerged{Proposal: events.Proposal{Number: 7, SuggestionIDs: ids(1)}, MovedSuggestionIDs: ids(1), RejoinedSuggestionIDs: ids(1)}, first),
		"released":      with(chain.Released, events.ProposalReleased{Proposal: events.Proposal{Number: 61}, ReleasedSuggestionIDs: ids(2)}, first, second),
		"recommended": with(chain.Recommended, events.ProposalRecommended{Proposal: events.Proposal{Number: 61, SuggestionIDs: ids(4)}, SessionID: id(3).String(), MovedSuggestionIDs: ids(4),
			Recommended: events.Text{KK: "Аулаларға бөлек жинау контейнерлері қойылсын.", RU: "Поставить во дворах контейнеры раздельного сбора."}.With("en", "Put containers for separate waste into the yards."),
			Who:         "Экология және қоршаған орта басқармасы", Until: "екі жыл ішінде"}, first, second),
		"returned":    with(chain.Returned, events.ReportReturned{Measure: measure, Report: events.Report{Status: "done", State: "returned", ReportedAt: day("2022-12-20 04:00"), Text: events.Text{KK: "Орнатылды.", RU: "Установлены."}.With("en", "Put up."), Reason: events.Text{KK: "Акт тіркелмеген.", RU: "Не приложен акт."}.With("en", "The act is not attached.")}}, first),
		"off_control": with(chain.OffControl, events.MeasureOffControl{Measure: measure}, first, second),
	}
}

func TestLettersAreAsAgreed(t *testing.T) {
	for name, story := range letters() {
		for _, lang := range []string{"kk", "ru", "en"} { // in which somebody has agreed to them
			t.Run(name+"."+lang, func(t *testing.T) {
				l, missing, err := Compose(lang, story, links)
				if err != nil || len(missing) > 0 {
					t.Fatalf("missing %v, error %v", missing, err)
				}
				text, err := l.Text("https://shanyraq.kz/u/token")
				if err != nil {
					t.Fatal(err)
				}
				golden(t, filepath.Join("testdata", name+"."+lang+".txt"), "Subject: "+l.Subject+"\n\n"+text)
			})
		}
	}
	html, err := must(Compose("kk", letters()["planned"], links)).HTML("https://shanyraq.kz/u/token")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "planned.kk.html"), html)
}

func must(l letter.Letter, _ []uuid.UUID, err error) letter.Letter {
	if err != nil {
		panic(err)
	}
	return l
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file) // #nosec G304 -- a test's own file
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update if this is meant:\n%s", file, got)
	}
}

func TestEveryLetterHasWhatTheAuthorNeeds(t *testing.T) {
	appeals := map[string]string{"kk": "өтініш", "ru": "обращение", "en": "appeal"}
	for name, story := range letters() {
		for _, lang := range words.Codes() {
			l := must(Compose(lang, story, links))
			for form, write := range map[string]func(string) (string, error){"text": l.Text, "html": l.HTML} {
				body, err := write("https://shanyraq.kz/u/token")
				if err != nil {
					t.Fatal(err)
				}
				wants := []string{appeals[lang], "eOtinish", links.Appeals, "https://shanyraq.kz/u/token"}
				for _, s := range story.Own {
					wants = append(wants, s.Receipt, links.Public+"/way/"+s.Receipt, s.Words)
				}
				for _, want := range wants {
					if !strings.Contains(body, want) {
						t.Errorf("%s in %s, %s, lacks %q", name, lang, form, want)
					}
				}
				for _, bad := range []string{"<no value>", "{{", "%!"} {
					if strings.Contains(body, bad) {
						t.Errorf("%s in %s, %s, holds %q:\n%s", name, lang, form, bad, body)
					}
				}
			}
		}
	}
}

// turned puts marks of direction around what people typed into a value that is
// kept as JSON.
func turned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, one := range v {
			if s, ok := one.(string); ok && s != "" && slices.Contains([]string{"kk", "ru", "en", "who", "until"}, key) {
				v[key] = "\u202e\u2067" + s + "\u200f"
			} else {
				v[key] = turned(one)
			}
		}
	case []any:
		for i, one := range v {
			v[i] = turned(one)
		}
	}
	return value
}

func turnedJSON(t *testing.T, thing any) []byte {
	t.Helper()
	data, err := json.Marshal(thing)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	if data, err = json.Marshal(turned(value)); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDirectionsEndWithTheWordsThatTurn: with marks of direction in everything
// that people typed a letter is the letter without them.
func TestDirectionsEndWithTheWordsThatTurn(t *testing.T) {
	book := chain.NewBook()
	for n, thing := range things {
		copied := reflect.New(reflect.TypeOf(thing))
		if err := json.Unmarshal(turnedJSON(t, thing), copied.Interface()); err != nil {
			t.Fatal(err)
		}
		book.Enter(id(n), copied.Elem().Interface())
	}
	for name, story := range letters() {
		for _, lang := range words.Codes() {
			want := must(Compose(lang, story, links))
			turning := story
			turning.Book, turning.Fact.Data, turning.Own = book, turnedJSON(t, story.Fact.Data), slices.Clone(story.Own)
			for i := range turning.Own {
				turning.Own[i].Words = "\u202e\u2067" + turning.Own[i].Words + "\u200f"
			}
			if got := must(Compose(lang, turning, links)); !reflect.DeepEqual(got, want) {
				t.Errorf("%s in %s: got %+q\nwant %+q", name, lang, got, want)
			}
		}
	}
}

func TestAnEnglishLetterLeavesOutNamesWithoutEnglish(t *testing.T) {
	story := letters()["receipt"]
	story.Book.Enter(id(1), events.ForumDescribed{Title: events.Text{KK: "Форум"}})
	story.Book.Enter(id(2), events.ThemeDescribed{Title: events.Text{KK: "Экология"}})
	story.Book.Enter(id(3), events.SessionScheduled{Yurt: 3, Title: events.Text{KK: "Экология"}})
	for language, want := range map[string]int{"kk": 3, "ru": 3, "en": 0} {
		text, err := must(Compose(language, story, links)).Text("")
		if err != nil || strings.Count(text, "Экология")+strings.Count(text, "\nФорум\n") != want {
			t.Errorf("%s:\n%s", language, text)
		}
	}
}

// A measure whose report was sent back, or is only claimed, never reads as done.
func TestOnlyAnAcceptedReportSaysDone(t *testing.T) {
	for name, label := range map[string]string{"returned": "Статус: возвращено на доработку", "reported": "По отчёту исполнителя: исполнено частично", "report_accept": "Статус: исполнено"} {
		text, err := must(Compose("ru", letters()[name], links)).Text("")
		if err != nil || !strings.Contains(text, label) || name == "returned" && strings.Contains(text, ": исполнено") {
			t.Errorf("%s lacks %q:\n%s", name, label, text)
		}
	}
}

// What was done of a measure that comes back is one quarter, not the measure.
func TestAReportOnOneOccurrenceNamesIt(t *testing.T) {
	story := letters()["report_accept"]
	var e events.ReportAccepted
	if err := json.Unmarshal(story.Fact.Data, &e); err != nil {
		t.Fatal(err)
	}
	e.Report.Occurrence = &events.Occurrence{DueDate: "2027-06-30", Phrase: events.Text{KK: "2027 жылғы II тоқсан үшін", RU: "за II квартал 2027 года"}}
	story.Fact.Data, _ = json.Marshal(e)
	l := must(Compose("ru", story, links))
	text, err := l.Text("")
	if err != nil || !strings.HasSuffix(l.Subject, ": исполнено (за II квартал 2027 года)") || !strings.Contains(text, "Отчётный период: за II квартал 2027 года") {
		t.Errorf("%s\n%s, %v", l.Subject, text, err)
	}
}

func TestARejectionWithoutAReasonIsNotTold(t *testing.T) {
	story := letters()["rejected"]
	e := decision("rejected")
	story.Fact.Data, _ = json.Marshal(e)
	if _, _, err := Compose("kk", story, links); !errors.Is(err, ErrNoReason) {
		t.Errorf("error %v, want %v", err, ErrNoReason)
	}
	e.Reason.RU = "Основание."
	story.Fact.Data, _ = json.Marshal(e)
	l := must(Compose("kk", story, links))
	if text, _ := l.Text(""); !strings.Contains(text, "Негіздеме: Основание.") {
		t.Errorf("a reason in one language is better than none:\n%s", text)
	}
}

func TestWhatIsNotKnownIsNamedAsMissing(t *testing.T) {
	for name, want := range map[string][]uuid.UUID{
		"receipt":     {id(1), id(2), id(3)},
		"merged":      {id(1)},
		"forwarded":   {id(1), id(4)},
		"decided_two": {id(1), id(6)},
		"planned":     {id(1), id(4), id(5), id(6)},
		"split":       {id(1)},
		"divided":     {id(1)},
		"recommended": {id(1), id(3)},
		"released":    {id(1)},
		"returned":    {id(1), id(4), id(5)},
		"off_control": {id(1), id(4), id(5)},
	} {
		story := letters()[name]
		story.Book = chain.NewBook()
		l, missing, err := Compose("ru", story, links)
		if err != nil {
			t.Fatal(err)
		}
		if l.Subject == "" || len(l.Ways) == 0 {
			t.Errorf("%s: without names there must still be a letter", name)
		}
		got := map[uuid.UUID]bool{}
		for _, m := range missing {
			got[m] = true
		}
		looked := map[uuid.UUID]bool{}
		for _, m := range story.Names() {
			looked[m] = true
		}
		for _, id := range want {
			if !got[id] || !looked[id] {
				t.Errorf("%s: %s missing %v, looked up %v; want both", name, id, got[id], looked[id])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: missing %v, want %v", name, missing, want)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	story := letters()["receipt"]
	for b.Loop() {
		must(Compose("kk", story, links))
	}
}

func BenchmarkWrite(b *testing.B) {
	l := must(Compose("kk", letters()["receipt"], links))
	for b.Loop() {
		_, _ = l.Text("https://shanyraq.kz/u")
		_, _ = l.HTML("https://shanyraq.kz/u")
	}
}

func TestALongSuggestionIsQuotedUpToAWord(t *testing.T) {
	words := strings.Repeat("Көпір керек, ", 40)
	got := shortened(words)
	if n := len([]rune(got)); n > 301 || n < 280 || !strings.HasSuffix(got, "керек…") && !strings.HasSuffix(got, "Көпір…") {
		t.Errorf("%d: %q", n, got)
	}
	if got := shortened("Көпір\n керек"); got != "Көпір керек" {
		t.Errorf("%q", got)
	}
	if got := shortened(strings.Repeat("ә", 400)); len([]rune(got)) != 301 {
		t.Errorf("one long word: %q", got)
	}
}
