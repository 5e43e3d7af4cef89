package setting

import (
	"errors"
	"reflect"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

const dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func TestCheck(t *testing.T) {
	number := Setting{Kind: Number, Min: 1, Max: 10}
	choice := Setting{Kind: Choice, Choices: []string{"a", "b"}}
	for name, c := range map[string]struct {
		one  Setting
		give any
		want any
		code string
	}{
		"a number":               {number, 3.0, 3, ""},
		"the least":              {number, 1, 1, ""},
		"below it":               {number, 0.0, nil, "setting_bounds"},
		"above the most":         {number, 11.0, nil, "setting_bounds"},
		"half a one":             {number, 1.5, nil, "setting_whole"},
		"a word for a number":    {number, "3", nil, "setting_whole"},
		"one of them":            {choice, "b", "b", ""},
		"another":                {choice, "c", nil, "want_one_of"},
		"a line":                 {Setting{Kind: Line}, " smtp.example.kz ", "smtp.example.kz", ""},
		"two lines":              {Setting{Kind: Line}, "a\nb", nil, "not_one_line"},
		"a line that fits not":   {Setting{Kind: Line, Fits: func(string) error { return problem.Conflict("setting_sender") }}, "x", nil, "setting_sender"},
		"a secret as it is":      {Setting{Kind: Secret}, "p  w", "p  w", ""},
		"words":                  {Setting{Kind: Words}, map[string]any{"kk": " Әкімдік ", "ru": ""}, map[string]string{"kk": "Әкімдік"}, ""},
		"words of no language":   {Setting{Kind: Words}, map[string]any{"xx": "a"}, nil, "want_string"},
		"a zone":                 {Setting{Kind: Zone}, "Asia/Almaty", "Asia/Almaty", ""},
		"this machine's zone":    {Setting{Kind: Zone}, "Local", nil, "setting_zone"},
		"no colour":              {Setting{Kind: Colour}, "", "", ""},
		"a dark colour":          {Setting{Kind: Colour}, "#8A1538", "#8a1538", ""},
		"a light colour":         {Setting{Kind: Colour}, "#ffd200", nil, "setting_contrast"},
		"a colour's name":        {Setting{Kind: Colour}, "red", nil, "setting_colour"},
		"languages":              {Setting{Kind: Languages}, []any{"ru", "kk"}, []string{"kk", "ru"}, ""},
		"languages, no Kazakh":   {Setting{Kind: Languages}, []any{"ru"}, nil, "setting_languages"},
		"languages there is not": {Setting{Kind: Languages}, []any{"kk", "xx"}, nil, "setting_languages"},
		"a picture":              {Setting{Kind: Picture}, dot, dot, ""},
		"a drawing with scripts": {Setting{Kind: Picture}, "data:image/svg+xml;base64,PHN2Zy8+", nil, "setting_picture"},
		"no picture at all":      {Setting{Kind: Picture}, "data:image/png;base64,AAAA", nil, "setting_picture"},
	} {
		got, err := c.one.Check(c.give)
		var refused *problem.Error
		if c.code != "" {
			if !errors.As(err, &refused) || refused.Fields[0].Code != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %#v, %v; want %#v", name, got, err, c.want)
		}
	}
}

func TestSecretsAreClosed(t *testing.T) {
	s := sealer{t.TempDir()}
	closed, err := s.seal("mail.password", "пароль")
	if err != nil || closed == "" || closed == "пароль" {
		t.Fatalf("%q, %v", closed, err)
	}
	if open, err := s.open("mail.password", closed); err != nil || open != "пароль" {
		t.Errorf("%q, %v", open, err)
	}
	if _, err := s.open("another", closed); err == nil {
		t.Error("a secret opens under another name")
	}
	if _, err := (sealer{t.TempDir()}).open("mail.password", closed); err == nil {
		t.Error("a secret opens without its key")
	}
	if none, err := s.seal("mail.password", ""); err != nil || none != "" {
		t.Errorf("%q, %v", none, err)
	}
}
