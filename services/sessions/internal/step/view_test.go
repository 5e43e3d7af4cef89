package step

import (
	"fmt"
	"testing"
)

func TestViews(t *testing.T) {
	want := map[string]string{
		"talk":      "[] [] hands 0 0",
		"capture":   "[capture reword] [] hands 0 0",
		"groups":    "[reword group] [] hands 0 0",
		"dots":      "[mark] [hands tablet phones] hands 3 0",
		"ranks":     "[mark] [tablet phones] tablet 0 10",
		"matrix":    "[mark] [hands tablet phones] hands 0 5",
		"agreement": "[mark] [hands tablet phones] hands 0 5",
		"report":    "[reword report] [] hands 0 0",
	}
	for _, v := range Views() {
		if got := fmt.Sprint(v.Allows, " ", v.Ways, " ", v.Usual.By, " ", v.Usual.Dots, " ", v.LongestScale); got != want[string(v.View)] {
			t.Errorf("%s: got %s, want %s", v.View, got, want[string(v.View)])
		}
	}
	if len(Views()) != len(want) {
		t.Errorf("got %d views", len(Views()))
	}
}
