package install

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	goqr "github.com/piglig/go-qr"

	"github.com/shanyraq/shanyraq/pkg/words"
)

type authority struct{}

func (authority) Root() []byte        { return []byte("root") }
func (authority) Fingerprint() string { return "AB CD" }
func (authority) End() time.Time      { return time.Date(2028, 11, 30, 0, 0, 0, 0, time.UTC) }

func asked(t *testing.T, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	i := &Installation{Authority: authority{}, Encrypted: func(host string) string { return "https://" + host + ":8443" }}
	r := httptest.NewRequest(method, target, nil)
	for n := 0; n+1 < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	w := httptest.NewRecorder()
	i.Plain().ServeHTTP(w, r)
	return w
}

// A tablet that types any address in the clear finds the page, in its language,
// with its own system's steps open, and what leads on from there.
func TestThePageInTheClear(t *testing.T) {
	for _, language := range words.Codes() {
		for system, agent := range map[string]string{"android": "Mozilla/5.0 (Linux; Android 14)", "ios": "Mozilla/5.0 (iPad; CPU OS 18_0)", "windows": "Windows NT 10.0", "": "curl"} {
			w := asked(t, http.MethodGet, "http://192.168.1.5:8080/t/", "Accept-Language", language, "User-Agent", agent)
			page := w.Body.String()
			v := view{Language: language}
			wanted := []string{`lang="` + language + `"`, "AB CD", `href="https://192.168.1.5:8443/t/"`, `data-next="/t/"`, "30.11.2028", v.Say("compareText"), "http://192.168.1.5:8080/", `src="data:image/svg&#43;xml;base64,`}
			if system != "" {
				wanted = append(wanted, "<details open>\n<summary>"+v.Say(system+".name"))
			}
			for _, s := range systems {
				for _, step := range v.Steps(s) {
					wanted = append(wanted, "<li>"+strings.NewReplacer(`"`, "&#34;", "&", "&amp;").Replace(step))
				}
			}
			for _, want := range wanted {
				if !strings.Contains(page, want) {
					t.Errorf("%s on %q lacks %s", language, agent, want)
				}
			}
			if policy := w.Header().Get("Content-Security-Policy"); w.Code != 200 || !strings.Contains(policy, "connect-src 'self' https://192.168.1.5:8443;") || strings.Contains(policy, "unsafe") {
				t.Errorf("%d, %s", w.Code, policy)
			}
		}
	}
	if page := asked(t, http.MethodGet, "http://x/").Body.String(); !strings.Contains(page, `data-next=""`) || !strings.Contains(page, "<details>") {
		t.Error("the first page wants to lead on")
	}
}

func TestWhatIsInstalled(t *testing.T) {
	if w := asked(t, http.MethodGet, "/install/shanyraq.crt"); w.Body.String() != "root" || w.Header().Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Error(w.Header(), w.Body)
	}
	w := asked(t, http.MethodGet, "/install/shanyraq.mobileconfig?lang=ru")
	d := xml.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	again := asked(t, http.MethodGet, "/install/shanyraq.mobileconfig?lang=ru").Body.String()
	for _, want := range []string{"com.apple.security.root", base64.StdEncoding.EncodeToString([]byte("root")), "сервер форума"} {
		if !strings.Contains(again, want) || w.Header().Get("Content-Type") != "application/x-apple-aspen-config" {
			t.Errorf("the profile lacks %s", want)
		}
	}
	if again != w.Body.String() || strings.Contains(again, "{{") {
		t.Error("a second profile would stand beside the first:", again)
	}
}

// What a program sends in the clear is refused; what a device that trusts us loads
// says so to a page of another origin.
func TestWhoIsLetOn(t *testing.T) {
	for _, c := range []struct{ method, path string }{{"POST", "/api/sessions/sign-in"}, {"GET", "/api/sessions/forums"}, {"POST", "/b/CODE"}} {
		if w := asked(t, c.method, c.path); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "not_encrypted") {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
	}
	if w := asked(t, http.MethodGet, "/install/trusted"); w.Code != http.StatusNoContent || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Error(w.Code, w.Header())
	}
}

func TestTheCodeHoldsTheAddress(t *testing.T) {
	if qr("http://192.168.1.5:8080/") == qr("http://192.168.1.6:8080/") || qr(strings.Repeat("x", 9000)) != "" {
		t.Error("not a code of the address")
	}
	if _, err := goqr.EncodeText("http://192.168.1.5:8080/", goqr.Medium); err != nil {
		t.Error(err)
	}
}
