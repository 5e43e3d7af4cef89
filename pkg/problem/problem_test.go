package problem

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	for language, want := range map[string]string{"kk": "7 секундтан", "ru": "через 7 с", "en": "in 7 seconds", "de": "7 секундтан"} {
		if got := Say(language, "too_many_tries", map[string]any{"seconds": 7}); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
	if got := Say("kk", "never_heard_of", nil); got != "never_heard_of" {
		t.Errorf("an unknown code must show itself, got %q", got)
	}
}

// Code words are said in the reader's language, wherever a sentence names them.
func TestWordsAreSaidInTheReadersLanguage(t *testing.T) {
	for language, want := range map[string]string{"kk": "хатшы, төраға", "ru": "секретарь, председатель", "en": "secretary, chair"} {
		if got := Say(language, "role_required", map[string]any{"roles": Named("role_", "secretary", "chair")}); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
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
