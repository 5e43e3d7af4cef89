package facilitation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type preview struct {
	ID                 string
	Kind               string
	Rows, Ready, Known int
	Errors             []struct {
		Line                 int
		Column, Code, Detail string
	}
	Sample  []struct{ Text, Language, Source string }
	Columns []struct{ Heading, Column, Field string }
	Ignored []string `json:"ignored_columns"`
}

// upload sends a file as a browser's form does.
func (h *house) upload(t *testing.T, bearer, query string, file []byte) (int, []byte) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "ұсыныстар.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	req, err := http.NewRequest(http.MethodPost, h.URL+h.path("/imports"+query), &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Authorization", "Bearer "+bearer)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var body bytes.Buffer
	_, _ = body.ReadFrom(resp.Body)
	return resp.StatusCode, body.Bytes()
}

func (h *house) preview(t *testing.T, query string, file []byte) (p preview) {
	t.Helper()
	status, body := h.upload(t, h.secretary, query, file)
	if status != 201 {
		t.Fatalf("status %d: %s", status, body)
	}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

type applied struct {
	Applied, Already, Refused int
	First                     int64 `json:"first_number"`
	Last                      int64 `json:"last_number"`
}

func (h *house) apply(t *testing.T, id string) (a applied) {
	t.Helper()
	h.Call(t, 200, "POST", h.path("/imports/"+id+"/apply"), h.secretary, nil, &a)
	return a
}

// knowThemes tells the service of themes and waits until it knows them.
func (h *house) knowThemes(t *testing.T, keys ...string) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, key := range keys {
		ids[key] = newID()
		testkit.Publish(t, h.House, events.ThemeDescribed{ForumID: h.forum, ThemeID: ids[key], Version: 1, Key: key,
			Title: events.Text{KK: "Тақырып " + key, RU: "Тема " + key}})
	}
	testkit.Eventually(t, "the themes are known", func() bool {
		p := h.preview(t, "?language=kk", []byte("text,theme\nx,"+strings.Join(keys, "\nx,")))
		return len(p.Errors) == 0
	})
	return ids
}

func TestImportShowsEveryLineAndAppliesOnce(t *testing.T) {
	h := newHouse(t)
	themes := h.knowThemes(t, "ecology", "health")
	file := "\xef\xbb\xbfТіл;Тақырып;Мәтін;Дереккөз;Нөмірі;Күні\r\n" +
		"kk;ecology;  Ағаш отырғызу;call_centre;109-1;28.05.2026\r\n" +
		"русский;Тема health;\"Врач; раз в неделю\nв селе\";соцсети;A7;2026-05-29\r\n" +
		"\r\n" +
		"kk;тақырып  HEALTH;Дәріхана;;;\r\n" +
		"xx;ecology;Т;call_centre;5;\r\n" +
		"kk;sport;Т;телевизор;6;когда-то\r\n" +
		"kk;ecology;  ;call_centre;7;\r\n" +
		"kk;ecology;Қайта;call_centre;109-1;\r\n" +
		"kk;ecology;" + strings.Repeat("ұ", 2001) + ";call_centre;8;\r\n"
	p := h.preview(t, "", []byte(file))
	var faults []string
	for _, e := range p.Errors {
		faults = append(faults, fmt.Sprint(e.Line, " ", e.Column, " ", e.Code))
		if e.Detail == "" || e.Detail == e.Code || strings.Contains(e.Detail, "{") {
			t.Errorf("fault without words: %+v", e)
		}
	}
	want := "6 language import_language_unknown, 7 source import_source_unknown, 7 theme import_theme_unknown, 7 received_on import_date_unknown, " +
		"8 text text_empty, 9 source_number import_line_repeated, 10 text too_long"
	want = strings.Replace(want, "9 source_number", "9 id", 1) // the number makes the id
	// The quoted line break moves the lines below it down by one.
	want = strings.NewReplacer("6 ", "7 ", "7 ", "8 ", "8 ", "9 ", "9 ", "10 ", "10 ", "11 ").Replace(want)
	if got := strings.Join(faults, ", "); got != want || p.Rows != 8 || p.Ready != 3 || p.Kind != "suggestions" {
		t.Errorf("preview: rows %d ready %d\n got %s\nwant %s", p.Rows, p.Ready, got, want)
	}
	if len(h.list(t, "")) != 0 {
		t.Error("the preview stored something")
	}
	for range 2 {
		if a := h.apply(t, p.ID); a != (applied{Applied: 3, First: 1, Last: 3}) {
			t.Errorf("applied: %+v", a)
		}
	}
	got := h.list(t, "")
	if len(got) != 3 || got[0].Text != "  Ағаш отырғызу" || got[0].Source != "call_centre" || got[0].SourceNumber != "109-1" || got[0].ThemeID != themes["ecology"] ||
		got[1].Text != "Врач; раз в неделю\nв селе" || got[1].Source != "social_network" || got[1].Language != "ru" || got[1].ThemeID != themes["health"] ||
		got[2].Source != "other" || got[2].ThemeID != themes["health"] || got[2].Number != 3 {
		t.Errorf("stored: %+v", got)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool { return e.Number == 2 })
	if e.Source != "social_network" || e.SourceNumber != "A7" || e.SessionID != "" {
		t.Errorf("event: %+v", e)
	}

	// The same file again, and one in which the channel changed its words.
	if p := h.preview(t, "", []byte(file)); p.Ready != 0 || p.Known != 3 {
		t.Errorf("again: %+v", p)
	} else if a := h.apply(t, p.ID); a != (applied{}) {
		t.Errorf("applied again: %+v", a)
	}
	if p := h.preview(t, "", []byte(strings.Replace(file, "Ағаш", "Гүл", 1))); p.Ready != 0 || p.Known != 2 || p.Errors[0].Code != "import_number_taken" || p.Errors[0].Line != 2 {
		t.Errorf("changed: %+v", p)
	}
	h.Problem(t, 404, "import_not_found", "POST", h.path("/imports/"+newID()+"/apply"), h.secretary, nil)
}

// A wrong file is taken back; what somebody has worked on since stays.
func TestAnImportIsUndone(t *testing.T) {
	h := newHouse(t)
	p := h.preview(t, "?language=kk", []byte("№;Мәтін;Түсі;Дата поступления\n1;Бірінші;көк;28.05.2026\n2;Екінші;;\n3;Үшінші;;\n"))
	if got := fmt.Sprint(p.Columns, p.Ignored); got != "[{Мәтін text text} {Дата поступления received_on day received}] [№ Түсі]" {
		t.Errorf("columns: %s", got)
	}
	undo := h.path("/imports/" + p.ID + "/undo")
	h.Problem(t, 409, "import_not_applied", "POST", undo, h.secretary, nil)
	if a := h.apply(t, p.ID); a.First != 1 || a.Last != 3 {
		t.Fatalf("applied: %+v", a)
	}
	second := h.list(t, "")[1]
	h.Call(t, 200, "POST", h.path("/suggestions/"+second.ID+"/reword"), h.secretary,
		map[string]any{"edit_id": newID(), "text": "Екінші, түзетілген", "language": "kk", "base_version": second.Version}, nil)
	for range 2 {
		var undone struct{ Withdrawn, Kept int }
		h.Call(t, 200, "POST", undo, h.secretary, nil, &undone)
		if undone.Withdrawn != 2 || undone.Kept != 1 {
			t.Errorf("undone: %+v", undone)
		}
	}
	var states []string
	for _, s := range h.list(t, "") {
		states = append(states, s.State)
	}
	if got := strings.Join(states, " "); got != "withdrawn received withdrawn" {
		t.Errorf("states: %s", got)
	}
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionWithdrawn) bool { return e.Number == 3 })
}

func TestImportOfTheSample(t *testing.T) {
	h := newHouse(t)
	file, err := os.ReadFile("testdata/sample_suggestions.csv")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, l := range strings.Split(string(file), "\n")[1:] {
		if f := strings.Split(l, ","); len(f) > 2 {
			keys[f[2]] = true
		}
	}
	var all []string
	for k := range keys {
		all = append(all, k)
	}
	h.knowThemes(t, all...)
	p := h.preview(t, "?source=city_application", file)
	if p.Rows != 60 || p.Ready != 60 || len(p.Errors) != 0 {
		t.Fatalf("preview: %+v", p)
	}
	if a := h.apply(t, p.ID); a.Applied != 60 {
		t.Errorf("applied: %+v", a)
	}
	got := h.list(t, "")
	if len(got) != 60 || got[0].SourceNumber != "S001" || got[0].Source != "city_application" || !strings.HasPrefix(got[57].Text, " ") {
		t.Errorf("stored %d: %+v", len(got), got[0])
	}
}

func TestImportReadsWhatPeoplesProgramsWrite(t *testing.T) {
	h := newHouse(t)
	text := "Жолды жөндеу; Ремонт дорог"
	win, _ := charmap.Windows1251.NewEncoder().String("Язык;Текст\r\nru;\"Ремонт дорог, 5 лет\"\r\n")
	kz := "\xD2\xE5\xEA\xF1\xF2\r\n\x8D\xE0\xE7\xE0\x9D\xF1\xF2\xE0\xED \xAF\xF8\xB3\xED \xF8\x9D\xB3\r\n"
	book := excelize.NewFile()
	_ = book.SetSheetRow("Sheet1", "A1", &[]any{"№", "Предложение", "Дата поступления", "Номер обращения"})
	_ = book.SetSheetRow("Sheet1", "A3", &[]any{1, text, 46170, 20260001})
	var xlsx bytes.Buffer
	_ = book.Write(&xlsx)
	for name, c := range map[string]struct{ file, want string }{
		"tab":          {"language\ttext\nkk\t" + text, text},
		"comma":        {"Lang,Suggestion\nkk,\"" + text + "\"", text},
		"windows-1251": {win, "Ремонт дорог, 5 лет"},
		"KZ-1048":      {kz, "Қазақстан Үшін шқі"},
		"utf-16":       {"\xff\xfet\x00e\x00x\x00t\x00\n\x00\x9a\x04\x9b\x04", "Ққ"},
		"xlsx":         {xlsx.String(), text},
	} {
		p := h.preview(t, "?language=ru", []byte(c.file))
		if p.Ready != 1 || len(p.Sample) != 1 || p.Sample[0].Text != c.want {
			t.Errorf("%s: %+v", name, p)
		}
		if name == "xlsx" {
			h.apply(t, p.ID)
			if got := h.list(t, ""); got[0].SourceNumber != "20260001" || got[0].ReceivedOn != "2026-05-28" {
				t.Errorf("xlsx: %+v", got[0])
			}
		}
	}
}

func TestImportRefusesFiles(t *testing.T) {
	h := newHouse(t)
	many := "text\n" + strings.Repeat("жол\n", 10_001)
	for name, c := range map[string]struct {
		file   string
		status int
		code   string
	}{
		"empty":     {"", 422, "file_empty"},
		"heading":   {"text\n\n", 422, "import_empty"},
		"no text":   {"a,b\n1,2\n", 422, "import_text_column_missing"},
		"broken":    {"PK\x03\x04broken", 422, "file_unreadable"},
		"too many":  {many, 413, "file_too_long"},
		"too large": {"text\n" + strings.Repeat("a", 11<<20), 413, "body_too_large"},
	} {
		status, body := h.upload(t, h.secretary, "", []byte(c.file))
		if status != c.status || !strings.Contains(string(body), `"code":"`+c.code+`"`) {
			t.Errorf("%s: %d %.300s", name, status, body)
		}
	}
	if status, _ := h.upload(t, h.tablet, "", []byte("text\nx")); status != 403 {
		t.Errorf("a tablet imported: %d", status)
	}
}
