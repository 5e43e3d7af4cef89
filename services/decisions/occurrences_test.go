package decisions_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// A measure that comes back, two years into its term with nothing reported, is
// overdue for its first year; a report about the second leaves it so, and the
// one about the first that comes late does not close anything twice. Everybody is
// told which year is meant.
func TestARecurringMeasureIsFollowedByOccurrences(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Ежегодно проверять пандусы")
	m := s.planned(s.decided(ps[0], object{"outcome": "adopted"}), object{"kind": "recurring", "value": "FREQ=YEARLY"})
	year := time.Now().Year()
	day := func(year int) string { return fmt.Sprintf("%d-12-31", year) }
	db, err := database.Open(t.Context(), s.DatabaseURL, "decisions")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.MustExec(`UPDATE measures SET first_due = $1, due_date = $1, act_by = $1 WHERE id = $2`, day(year-2), m) // as if planned then

	type occurrence struct {
		DueDate string `json:"due_date"`
		Phrase  events.Text
	}
	type view struct {
		State      string
		Overdue    bool
		OverdueFor *occurrence `json:"overdue_for"`
		Reportable []occurrence
		Deadline   struct {
			DueDate string `json:"due_date"`
		}
	}
	stands := func(v view) string {
		line := v.State + " " + v.Deadline.DueDate + ", late:"
		if v.OverdueFor != nil {
			line += " " + v.OverdueFor.Phrase.RU
		}
		line += ", may:"
		for _, o := range v.Reportable {
			line += " " + o.DueDate
		}
		return line
	}
	want := func(after, want string) {
		t.Helper()
		var one view
		s.Call(t, 200, "GET", s.path("/measures/%s", m), s.secretary, nil, &one)
		var list struct{ Items []view }
		s.Call(t, 200, "GET", s.path("/measures"), s.secretary, nil, &list)
		if got, listed := stands(one), stands(list.Items[0]); got != want || listed != want {
			t.Errorf("%s:\n  got %s\nlisted %s\n want %s", after, got, listed, want)
		}
	}
	type reportJSON struct {
		ID         string
		Occurrence *occurrence
	}
	report := func(status, due string) reportJSON {
		t.Helper()
		body := object{"status": status, "text": object{"ru": "Проверены"}}
		if due != "" {
			body["due_date"] = due
		}
		var r reportJSON
		s.post(201, "/measures/"+m+"/reports", s.controller, body, &r)
		return r
	}
	open := func(years ...int) string {
		line := ", may:"
		for _, y := range years {
			line += " " + day(y)
		}
		return line
	}
	want("planned", "planned "+day(year-2)+fmt.Sprintf(", late: за %d год", year-2)+open(year-2, year-1, year))
	s.wantNumbers("/measures?overdue=true&total=true", "[1] of 1")

	last := report("done", day(year-1))
	late := fmt.Sprintf(", late: за %d год", year-2)
	want("a report on the second year", "report_submitted "+day(year-2)+late+open(year-2, year))
	s.wantNumbers("/measures?overdue=true&total=true", "[1] of 1") // although a report waits
	first := report("partly", "")
	if first.Occurrence == nil || first.Occurrence.DueDate != day(year-2) {
		t.Errorf("a report that names no year is about %+v", first.Occurrence)
	}
	s.wantNumbers("/measures?overdue=true&total=true", "[] of 0")
	want("and on the first", "report_submitted "+day(year-2)+", late:"+open(year))
	var waiting struct {
		Items []struct{ Reports []struct{ May []string } }
	}
	s.Call(t, 200, "GET", s.path("/measures"), s.secretary, nil, &waiting)
	if of := waiting.Items[0].Reports; len(of) != 2 || len(of[0].May) != 2 || len(of[1].May) != 2 {
		t.Errorf("the list shows what waits: %+v", of)
	}
	s.Problem(t, 409, "report_waiting", "POST", s.path("/measures/%s/reports", m), s.controller, object{"status": "done", "text": object{"ru": "Ещё раз"}})
	s.post(200, "/reports/"+last.ID+"/accept", s.secretary, nil, nil)
	s.Problem(t, 409, "occurrence_closed", "POST", s.path("/measures/%s/reports", m), s.controller,
		object{"status": "done", "text": object{"ru": "Ещё раз"}, "due_date": day(year - 1)})
	s.post(200, "/reports/"+first.ID+"/return", s.secretary, object{"reason": object{"ru": "Нет акта"}}, nil)
	want("the first returned", "returned "+day(year-2)+late+open(year-2, year))

	first = report("done", "")
	s.post(200, "/reports/"+first.ID+"/accept", s.secretary, nil, nil)
	want("the first accepted", "in_progress "+day(year)+", late:"+open(year))
	told := testkit.Published(t, s.House, "decisions", func(e events.ReportAccepted) bool { return e.Report.ReportID == first.ID })
	if o := told.Report.Occurrence; o == nil || string(o.DueDate) != day(year-2) || o.Phrase.KK != fmt.Sprintf("%d жыл үшін", year-2) || told.State != "in_progress" {
		t.Errorf("told: %+v, %s", o, told.State)
	}
	third := report("done", "")
	s.post(200, "/reports/"+third.ID+"/accept", s.secretary, nil, nil)
	want("this year's accepted", "in_progress "+day(year+1)+", late:, may:")
	s.Problem(t, 409, "occurrence_not_begun", "POST", s.path("/measures/%s/reports", m), s.controller, object{"status": "done", "text": object{"ru": "Ещё раз"}})
	s.Problem(t, 422, "invalid_request", "POST", s.path("/measures/%s/reports", m), s.controller,
		object{"status": "done", "text": object{"ru": "Ещё раз"}, "due_date": fmt.Sprintf("%d-06-30", year)})

	var way struct{ Steps []struct{ Text events.Text } }
	s.Call(t, 200, "GET", "/api/decisions/ways/test000100", "", nil, &way)
	said := fmt.Sprintf("принят: исполнено (за %d год)", year-1)
	found := false
	for _, step := range way.Steps {
		found = found || strings.Contains(step.Text.RU, said)
	}
	if !found {
		t.Errorf("the way does not say %q: %+v", said, way.Steps)
	}
	s.post(200, "/measures/"+m+"/off-control", s.controller, nil, nil)
}

// Reports of before are about the occurrences that they closed, one after the
// other, and a measure stands where it stood.
func TestReportsOfBeforeAreGivenTheirOccurrences(t *testing.T) {
	all, old := os.DirFS("."), fstest.MapFS{}
	files, err := fs.Glob(all, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if name >= "migrations/00011" { // occurrences, and what came after them
			continue
		}
		data, err := fs.ReadFile(all, name)
		if err != nil {
			t.Fatal(err)
		}
		old[name] = &fstest.MapFile{Data: data}
	}
	db := testkit.Database(t)
	before := []database.Migrations{{Name: "bus", FS: bus.Migrations}, {Name: "text", FS: text.Migrations}, {Name: "decisions", FS: old}}
	if err := database.Migrate(t.Context(), db, before...); err != nil {
		t.Fatal(err)
	}
	quarterly, once, ongoing := id(), id(), id()
	insertOld(t, db, quarterly, 1, "recurring", "RRULE:FREQ=YEARLY;BYMONTH=10,1,4,7;BYMONTHDAY=10", "2027-07-10", "report_submitted", []oldReport{
		{"partly", "accepted", "2027-01-05", "2027-01-06"}, {"partly", "returned", "2027-02-05", "2027-02-06"},
		{"in_progress", "accepted", "2027-04-05", "2027-04-06"}, {"done", "submitted", "2027-07-01", ""},
	})
	insertOld(t, db, once, 2, "quarter", "2027-Q1", "2027-03-31", "returned", []oldReport{{"done", "returned", "2027-01-05", "2027-01-06"}})
	insertOld(t, db, ongoing, 3, "ongoing", "", "", "in_progress", []oldReport{{"partly", "accepted", "2027-01-05", "2027-01-06"}})
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "decisions", FS: all}); err != nil {
		t.Fatal(err)
	}
	for measure, want := range map[string]string{
		quarterly: "2027-07-10 -: 2027-01-10 2027-04-10 2027-04-10 2027-07-10",
		once:      "2027-03-31 2027-03-31: 2027-03-31",
		ongoing:   "- -: -",
	} {
		var got string
		err := db.Get(&got, `SELECT COALESCE(first_due::text, '-') || ' ' || COALESCE(act_by::text, '-') || ': ' ||
			(SELECT string_agg(COALESCE(occurrence::text, '-'), ' ' ORDER BY reported_at) FROM reports WHERE measure_id = m.id)
			FROM measures m WHERE id = $1`, measure)
		if err != nil || got != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}

type oldReport struct{ status, state, reported, settled string }

// insertOld stores a measure without the decision that it follows from.
func insertOld(t *testing.T, db *sqlx.DB, measure string, number int, kind, value, due, state string, reports []oldReport) {
	t.Helper()
	tx, err := db.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tx.MustExec(`SET LOCAL session_replication_role = replica`)
	tx.MustExec(`
		INSERT INTO measures (id, forum_id, number, decision_id, proposal_id, text, lead_body_id, co_executors, form_of_completion, deadline,
			due_date, cost_kzt, cost_by_year, funding_source, state, suggestion_ids, planned_at, request)
		VALUES ($1, $2, $3, $2, $2, '{}', $2, '[]', '{}', jsonb_build_object('kind', $4::text, 'value', $5::text), NULLIF($6, '')::date, 0, '{}', '', $7, '{}',
			'2026-11-20', '')`, measure, id(), number, kind, value, due, state)
	for _, r := range reports {
		tx.MustExec(`
			INSERT INTO reports (id, measure_id, forum_id, status, text, attachment_url, state, reason, reported_at, reported_by, settled_at, request)
			VALUES ($1, $2, $1, $3, '{}', '', $4, '{}', $5::timestamptz, 'erlan', NULLIF($6, '')::timestamptz, '')`,
			id(), measure, r.status, r.state, r.reported, r.settled)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// A text is found by its words in every language that it has.
func TestWordsAreFoldedInAnyLanguage(t *testing.T) {
	db := testkit.Database(t)
	all := []database.Migrations{{Name: "bus", FS: bus.Migrations}, {Name: "text", FS: text.Migrations}, {Name: "decisions", FS: os.DirFS(".")}}
	if err := database.Migrate(t.Context(), db, all...); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{`{"kk": "Жол", "uz": "Yangi"}`: "Yangi Жол", `{}`: ""} {
		var got string
		if err := db.GetContext(t.Context(), &got, `SELECT fold_words($1)`, words); err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.Fields(want) {
			if !strings.Contains(got, text.Fold(word)) {
				t.Errorf("%s is folded to %q", words, got)
			}
		}
	}
}
