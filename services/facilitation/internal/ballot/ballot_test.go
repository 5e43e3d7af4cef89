package ballot

import (
	"errors"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/mark"
)

func TestWhatAPhoneMayMark(t *testing.T) {
	for _, c := range []struct {
		rules  Rules
		values []int // of the suggestions a, b, c
		want   string
	}{
		{Rules{Kind: mark.Dots, Dots: 3}, []int{1, 1, 1}, ""},
		{Rules{Kind: mark.Dots, Dots: 3}, []int{0, 0, 0}, ""},
		{Rules{Kind: mark.Dots, Dots: 2}, []int{1, 1, 1}, "too_many_dots"},
		{Rules{Kind: mark.Dots, Dots: 3}, []int{2, 0, 0}, "one_dot_each"},
		{Rules{Kind: mark.Dots, Dots: 3, Stacking: true}, []int{3, 0, 0}, ""},
		{Rules{Kind: mark.Dots, Dots: 3, Stacking: true}, []int{3, 1, 0}, "too_many_dots"},
		{Rules{Kind: mark.Rank, Scale: 3}, []int{3, 2, 1}, ""},
		{Rules{Kind: mark.Rank, Scale: 3}, []int{3, 0, 0}, ""},
		{Rules{Kind: mark.Rank, Scale: 3}, []int{3, 3, 0}, "rank_twice"},
		{Rules{Kind: mark.Rank, Scale: 3}, []int{4, 0, 0}, "mark_off_scale"},
		{Rules{Kind: mark.Impact, Scale: 5}, []int{5, 5, 1}, ""},
		{Rules{Kind: mark.Effort, Scale: 5}, []int{6}, "mark_off_scale"},
		{Rules{Kind: mark.Agree, Scale: 5}, []int{0, 5, 0}, ""},
		{Rules{Kind: mark.Agree, Scale: 5}, []int{0, 5, 0, 1}, "invalid_request"},
	} {
		b := &Ballot{State: Open, Rules: c.rules, SuggestionIDs: []string{"a", "b", "c"}}
		var choices []Choice
		for i, v := range c.values {
			choices = append(choices, Choice{string(rune('a' + i)), v})
		}
		slices.Reverse(choices)
		admitted, err := b.Admit(choices)
		var p *problem.Error
		if code := ""; errors.As(err, &p) && p.Code != c.want || err == nil && code != c.want {
			t.Errorf("%+v %v: %v, want %q", c.rules, c.values, err, c.want)
		}
		if err == nil && c.rules.Kind == mark.Agree && len(admitted) != 3 {
			t.Errorf("no fingers is an answer: %+v", admitted)
		}
	}
}

func TestCodesAreReadAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"7K3F-92QX": "7K3F-92QX", "7k3f92qx": "7K3F-92QX", "7k3f 92qx": "7K3F-92QX", "OIL0-0000": "0110-0000", "x": "", "": "",
		"7к3ғ-92qх": "7K3F-92QX", "авек мнор": "ABEK-MH0P", "1ЖЖЖ2": "", "ЖЖЖЖ": "",
	} {
		if got := ReadCode(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	if c := text.NewCode(4, 4); ReadCode(c) != c || text.NewCode(4, 4) == c {
		t.Errorf("code %q", c)
	}
}
