package account

import "testing"

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
		if err := checkPassword(password, "organiser"); (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
	}
}
