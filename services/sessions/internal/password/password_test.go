package password

import (
	"strings"
	"testing"
	"time"
)

func TestPasswords(t *testing.T) {
	stored, err := Hash(t.Context(), "құпия сөз айтылмайды")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("got %q, %v", stored, err)
	}
	if again, _ := Hash(t.Context(), "құпия сөз айтылмайды"); again == stored {
		t.Error("the same password is stored alike twice: no salt")
	}
	for password, want := range map[string]bool{"құпия сөз айтылмайды": true, "құпия сөз айтылмайды ": false, "": false} {
		if got, err := Same(t.Context(), password, stored); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if same, err := Same(t.Context(), "", ""); same || err != nil {
		t.Errorf("nothing stored: %v, %v", same, err)
	}
	if _, err := Same(t.Context(), "x", "plain"); err == nil {
		t.Error("an unknown form must be an error")
	}
	if err := Check("он бір әріп"); err == nil {
		t.Error("eleven characters are too few")
	}
}

// TestUnknownLoginsTakeAsLong: the work for no account is that for a wrong
// password, within what a machine's noise allows.
func TestUnknownLoginsTakeAsLong(t *testing.T) {
	stored, err := Hash(t.Context(), "құпия сөз айтылмайды")
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(stored string) time.Duration {
		best := time.Hour
		for range 10 {
			started := time.Now()
			_, _ = Same(t.Context(), "wrong", stored)
			best = min(best, time.Since(started))
		}
		return best
	}
	known, unknown := fastest(stored), fastest("")
	if unknown < known/2 {
		t.Errorf("no account: %v, wrong password: %v", unknown, known)
	}
}

func TestCommonPasswordsAreRefused(t *testing.T) {
	for password, good := range map[string]bool{
		"short":         false,
		"password1234":  false,
		"123456789012":  false,
		"qwertyuiop123": false,
		"йцукенгшщзхъ":  false,
		"қққққққққққққ": false,
		"пароль123456":  false,
		"organiser2026": false,
		"алтын-шаңырақ": true,
		"шай мен бауырсақ дастархан": true,
		"correct horse battery":      true,
		"xK7!mQ2w9Lz#":               true,
	} {
		if err := Check(password, "organiser"); (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
	}
}
