package facilitation_test

import (
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestAHiddenDatumIsReadByNobody(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Айгүл Сейітова (8701 123) айтты: жол жоқ")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	h.Call(t, 200, "POST", path+"/reword", h.tablet, m{"text": "Жол керек. Айгүл Сейітова", "language": "kk", "base_version": 1, "edit_id": newID()}, nil)
	h.Problem(t, 403, "role_required", "POST", path+"/hide", h.tablet, m{"part": "Айгүл Сейітова"})
	h.Problem(t, 422, "invalid_request", "POST", path+"/hide", h.secretary, m{"part": "Болат"})
	h.Problem(t, 422, "invalid_request", "POST", path+"/hide", h.secretary, m{"part": " "})

	var got suggestion
	h.Call(t, 200, "POST", path+"/hide", h.secretary, m{"part": "Айгүл Сейітова"}, &got)
	h.Call(t, 200, "POST", path+"/hide", h.secretary, m{"part": "8701 123"}, nil)
	if got.Text != "Жол керек. █████" || got.OriginalText != "█████ (8701 123) айтты: жол жоқ" || got.Version != 3 {
		t.Errorf("hidden: %+v", got)
	}
	told := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionHidden) bool { return e.Version == 4 })
	if told.OriginalText != "█████ (█████) айтты: жол жоқ" || told.Text != got.Text {
		t.Errorf("told %+v", told)
	}
	status, answer := h.Do(t, "GET", path, h.secretary, nil)
	if status != 200 || strings.Contains(string(answer), "Айгүл") || strings.Contains(string(answer), "8701") {
		t.Errorf("the secretariat reads %s", answer)
	}
	if got = h.get(t, l["id"]); len(got.Changes) != 2 || got.Changes[1].Verb != "hide" || got.Changes[1].By == "" || got.Changes[1].Until == nil {
		t.Errorf("the history says %+v", got.Changes)
	}

	// The tablet sends the line and an edit again that it knew from before.
	if r := h.send(t, h.tablet, l)[0]; r.Outcome != "already_stored" {
		t.Errorf("sent again: %+v", r)
	}
	stale := m{"text": "Жол керек! Айгүл Сейітова", "language": "kk", "base_version": 2, "edit_id": newID()}
	h.Problem(t, 409, "newer_wording", "POST", path+"/reword", h.tablet, stale)

	// The last one is shown again; the one before is removed for good after its time.
	h.Call(t, 200, "POST", path+"/show", h.secretary, nil, &got)
	if got.OriginalText != "█████ (8701 123) айтты: жол жоқ" || len(got.Changes) != 3 || got.Changes[2].Verb != "show" {
		t.Errorf("shown again: %+v", got)
	}
	h.inDatabase(t, `UPDATE facilitation.hidings SET until = now()`)
	h.Problem(t, 409, "nothing_to_show", "POST", path+"/show", h.secretary, nil)
	if err := h.service.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.inDatabase(t, `SELECT count(*) FROM facilitation.hidings WHERE before::text LIKE '%Айгүл%'`); n != 0 {
		t.Error("the hidden words are still kept")
	}
}

func (h *house) inDatabase(t *testing.T, statement string) (n int) {
	t.Helper()
	db, err := sqlx.Open("postgres", h.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if strings.HasPrefix(statement, "SELECT") {
		err = db.Get(&n, statement)
	} else {
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
