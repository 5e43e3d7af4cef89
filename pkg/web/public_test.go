package web

import "testing"

func TestThePublicAddressIsOneThatAPhoneCanOpen(t *testing.T) {
	for typed, want := range map[string]string{
		"https://forum.kz":        "https://forum.kz",
		" https://forum.kz/ ":     "https://forum.kz",
		"http://192.168.1.5:8080": "http://192.168.1.5:8080",
		"http://[fd00::2]:8080/":  "http://[fd00::2]:8080",
		"https://форум.қаз":       "https://форум.қаз",
		"forum.kz":                "",
		"forum.kz:8080":           "",
		"//forum.kz":              "",
		"ftp://forum.kz":          "",
		"https://":                "",
		"https://:8080":           "",
		"https://forum.kz/desk":   "",
		"https://forum.kz?a=1":    "",
		"https://user@forum.kz":   "",
		"http://0.0.0.0:8080":     "",
		"http://[::]:8080":        "",
		"https://forum.kz:port":   "",
		"":                        "",
	} {
		got, err := PublicURL(typed)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: got %q, %v; want %q", typed, got, err, want)
		}
	}
}
