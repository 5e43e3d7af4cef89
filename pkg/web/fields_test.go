package web_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/web"
)

func TestFieldsHaveNames(t *testing.T) {
	for _, c := range [][3]string{
		{"ru", "/present", "присутствуют"},
		{"kk", "path.forum", "форум"},
		{"en", "query.limit", "length of the list"},
		{"ru", "/title/kk", "название (на казахском)"},
		{"ru", "/suggestions/2/text", "предложения №\u00a03: текст"},
		{"kk", "/names/0/name/ru", "атаулары №\u00a01: атауы немесе аты-жөні (орысша)"},
		{"en", "/deadline/due_date", "last day of the term"},
		{"ru", "/cost_by_year/2026", "расходы по годам, 2026"},
		{"ru", "/leave_out/4", "пропускаемые строки №\u00a05"},
		{"ru", "/colour", "colour"},
		{"ru", "", ""},
		{"ru", "/", ""},
	} {
		if got := web.FieldName(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %s: %q, want %q", c[1], c[0], got, c[2])
		}
	}
}
