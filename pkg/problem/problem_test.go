package problem

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	Register([]byte(`{"too_many_things": {"kk": "{n} артық", "ru": "лишних: {n}", "en": "{n} too many"}}`))
	for language, want := range map[string]string{"kk": "7 артық", "ru": "лишних: 7", "en": "7 too many", "de": "7 артық"} {
		if got := Say(language, "too_many_things", map[string]any{"n": 7}); got != want {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
	if got := Say("kk", "never_heard_of", nil); got != "never_heard_of" {
		t.Errorf("an unknown code must show itself, got %q", got)
	}
}

// Code words are said in the reader's language, wherever a sentence names them.
func TestWordsAreSaidInTheReadersLanguage(t *testing.T) {
	Register([]byte(`{
		"role_needed": {"kk": "Керек: {roles}", "ru": "Нужно: {roles}", "en": "Needs {roles}"},
		"is_secretary": {"kk": "хатшы", "ru": "секретарь", "en": "secretary"}, "is_chair": {"kk": "төраға", "ru": "председатель", "en": "chair"}}`))
	for language, want := range map[string]string{"kk": "Керек: хатшы, төраға", "ru": "Нужно: секретарь, председатель", "en": "Needs secretary, chair"} {
		if got := Say(language, "role_needed", map[string]any{"roles": Named("is_", "secretary", "chair")}); got != want {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
}

func TestRegisterRefusesAHalfTranslatedCatalogue(t *testing.T) {
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "half") {
			t.Errorf("want a panic that names the code, got %v", p)
		}
	}()
	Register([]byte(`{"half": {"kk": "бар", "en": "there"}}`))
}

func TestErrorsCompareByCodeAndKeepTheCause(t *testing.T) {
	cause := errors.New("disk full")
	err := fmt.Errorf("saving: %w", Conflict("busy").With("version", 3).Because(cause))
	if !errors.Is(err, Conflict("busy")) || errors.Is(err, Conflict("other")) || !errors.Is(err, cause) {
		t.Errorf("wrong comparison for %v", err)
	}
	var p *Error
	if !errors.As(err, &p) || p.Extra["version"] != 3 {
		t.Errorf("the extra member is lost: %+v", p)
	}
	if at := InvalidField("/text", "required").At("/lead_body_id", "required"); len(at.Fields) != 2 {
		t.Errorf("want two fields, got %+v", at.Fields)
	}
}
