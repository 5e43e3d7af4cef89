package register

import (
	"fmt"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
)

func TestALongPlanIsShownInParts(t *testing.T) {
	p := &edition.PlanView{}
	for n := range 853 {
		m := measure.MeasureView{ID: fmt.Sprint("m", n+1), Number: int64(n + 1), Text: events.Text{KK: "Жол салу", RU: fmt.Sprintf("Построить дорогу, дом %d", n+1)}}
		if n == 400 {
			m.Text, m.LeadBody = events.Text{RU: "Всё для ребёнка"}, &measure.Body{Name: events.Text{KK: "Қаржы басқармасы"}}
		}
		p.Measures = append(p.Measures, m)
	}
	for _, c := range []struct{ words, which, want string }{
		{"", "", "1–25 of 853, 1 of 35"},
		{"", "35", "851–853 of 853, 35 of 35"},
		{"", "99", "851–853 of 853, 35 of 35"},
		{"", "x", "1–25 of 853, 1 of 35"},
		{"", "all", "1–853 of 853, 1 of 1"},
		{"№ 14", "", "14–14 of 1, 1 of 1"}, // by its number, and none with 14 in the text
		{"ребенка ВСЕ", "", "401–401 of 1, 1 of 1"},
		{"каржы", "", "401–401 of 1, 1 of 1"}, // the body, on a keyboard without Kazakh
		{"дорогу дом", "2", "26–50 of 852, 2 of 35"},
		{"самолёт", "", "0–0 of 0, 1 of 1"},
	} {
		of := part(p, c.words, c.which)
		first, last := int64(0), int64(0)
		if len(of.Measures) > 0 {
			first, last = of.Measures[0].Number, of.Measures[len(of.Measures)-1].Number
		}
		if got := fmt.Sprintf("%d–%d of %d, %d of %d", first, last, of.Found, of.Page, of.Pages); got != c.want {
			t.Errorf("%q, part %q: %s, want %s", c.words, c.which, got, c.want)
		}
	}
	of := ForumRegister{Plan: p, Part: part(p, "дорогу", "2")}
	of.Forum.ForumID = "f"
	page := Page{Language: "kk"}
	if got, want := string(of.measureLink(page, p.Measures[399])), "/register/f?lang=kk&measures=16#measure-400"; got != want {
		t.Errorf("a decision leads to %s, want %s", got, want)
	}
	if got, want := string(of.partLink(page, "3")), "/register/f?lang=kk&measures=3&q=%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D1%83#plan"; got != want {
		t.Errorf("the next part is %s, want %s", got, want)
	}
}
