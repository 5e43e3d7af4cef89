package decisions_test

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// What is hidden in a suggestion is hidden in all that was made of it, the decision
// log not left out.
func TestAHiddenDatumIsHiddenInEveryCopy(t *testing.T) {
	s := newScene(t)
	e, other := s.suggestion("ru", "Сейітова Айгүл: построить дорогу"), s.suggestion("ru", "Дорога, говорит Сейітова Айгүл")
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: e}, events.SuggestionCaptured{Suggestion: other})
	var ps []string
	testkit.Eventually(t, "both stand as proposals", func() bool {
		carriers := s.carriers()
		ps = []string{carriers[e.SuggestionID], carriers[other.SuggestionID]}
		return ps[0] != "" && ps[1] != ""
	})
	named := object{"kk": "Сейітова Айгүл: жол салынсын", "ru": "Построить дорогу («Сейітова Айгүл»)"}
	s.post(200, "/proposals/"+ps[0]+"/reword", s.secretary, object{"text": named}, nil)
	var q, d struct{ ID string }
	s.post(201, "/questions", s.secretary, object{"proposal_id": ps[0], "text": named}, &q)
	s.post(200, "/questions/"+q.ID+"/votes", s.chair, object{"for": 60, "against": 5, "abstained": 2, "present": 70}, nil)
	s.post(201, "/decisions", s.chair, object{"question_id": q.ID, "outcome": "adopted", "text": named}, &d)
	s.post(201, "/measures", s.secretary, object{"decision_id": d.ID, "text": named}, nil)

	hidden := e
	hidden.Version, hidden.Text, hidden.OriginalText = 2, "█████: построить дорогу", "█████: построить дорогу"
	testkit.Publish(t, s.House, events.SuggestionHidden{Suggestion: hidden})
	testkit.Published(t, s.House, "decisions", func(e events.ProposalReworded) bool {
		return e.ProposalID == ps[0] && e.Text == events.Text{KK: "█████: жол салынсын", RU: "Построить дорогу («█████»)"}
	})
	db, err := sqlx.Open("postgres", s.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, table := range []string{"suggestions", "proposals", "wordings", "questions", "decisions", "measures"} {
		var left []string
		if err := db.Select(&left, `SELECT x::text FROM decisions.`+table+` x WHERE x::text LIKE '%Айгүл%'`); err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"suggestions": 1, "proposals": 1}[table] // the other one's own words
		if len(left) != want {
			t.Errorf("%s still holds %q", table, left)
		}
	}
	var w wayJSON
	s.Call(t, 200, "GET", "/api/decisions/ways/"+e.Receipt, "", nil, &w)
	if w.Suggestion.OriginalText != hidden.OriginalText || w.Suggestion.Text != hidden.Text {
		t.Errorf("its way shows %+v", w.Suggestion)
	}
	// Nothing else may change the log.
	if _, err := db.Exec(`UPDATE decisions.decisions SET text = '{}'`); err == nil {
		t.Error("the decision log was changed")
	}
	// Shown again, the proposal that repeats the words does so.
	hidden = other
	hidden.Version, hidden.Text, hidden.OriginalText = 2, "Дорога, говорит █████", "Дорога, говорит █████"
	testkit.Publish(t, s.House, events.SuggestionHidden{Suggestion: hidden})
	testkit.Published(t, s.House, "decisions", func(p events.ProposalReworded) bool { return p.ProposalID == ps[1] && p.Text.RU == hidden.Text })
	other.Version = 3
	testkit.Publish(t, s.House, events.SuggestionHidden{Suggestion: other})
	testkit.Published(t, s.House, "decisions", func(p events.ProposalReworded) bool { return p.ProposalID == ps[1] && p.Text.RU == other.Text })
}
