// Package install is the page at which a tablet is told to trust the server's own
// authority. It is the one page that is answered in the clear: before the tablet
// trusts us it can open nothing else.
package install

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	goqr "github.com/piglig/go-qr"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// Authority is whom the tablet is told to trust.
type Authority interface {
	Root() []byte // DER
	Fingerprint() string
	End() time.Time
}

// Installation leads a device from the clear to the encrypted address.
type Installation struct {
	Authority Authority
	Encrypted func(host string) string // the encrypted address of a host that was asked for
}

// Mount adds what is answered encrypted, too: the page itself, for the laptop, and
// what a device that trusts us can load, by which the page in the clear knows.
func (i *Installation) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /install/", i.page)
	mux.HandleFunc("GET /install/trusted", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // the page in the clear is another origin
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
	})
	for path, file := range map[string]file{
		"shanyraq.crt":          {"application/x-x509-ca-cert", func(*http.Request) []byte { return i.Authority.Root() }},
		"shanyraq.mobileconfig": {"application/x-apple-aspen-config", i.profile},
		"install.css":           {"text/css; charset=utf-8", func(*http.Request) []byte { return style }},
		"install.js":            {"text/javascript; charset=utf-8", func(*http.Request) []byte { return script }},
	} {
		mux.HandleFunc("GET /install/"+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", file.mime)
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(file.body(r))
		})
	}
}

type file struct {
	mime string
	body func(r *http.Request) []byte
}

// Plain answers in the clear: the page in place of every page, which leads on from
// there, and refusals for programs.
func (i *Installation) Plain() http.Handler {
	mux := http.NewServeMux()
	i.Mount(mux)
	mux.HandleFunc("/", i.page)
	refused := web.Redirect(i.Encrypted)
	mux.Handle("/api/", refused)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refused.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// view is what the page shows.
type view struct {
	Language    string
	Device      string // system of the device that asks, "" for another
	Encrypted   string
	Next        string // page that it wanted
	Fingerprint string
	End         string
	Here        string // address of this page, for other devices
	QR          template.URL
}

func (i *Installation) page(w http.ResponseWriter, r *http.Request) {
	v := view{
		Language: language(r), Device: device(r.UserAgent()), Encrypted: i.Encrypted(web.Host(r)), Next: r.URL.Path,
		Fingerprint: i.Authority.Fingerprint(), End: i.Authority.End().Format("02.01.2006"),
	}
	if v.Next == "/" || strings.HasPrefix(v.Next, "/install") {
		v.Next = ""
	}
	// A code is for the address in the clear: other devices do not trust us yet.
	if r.TLS == nil {
		v.Here = "http://" + r.Host + "/"
		v.QR = qr(v.Here)
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, v); err != nil {
		web.Fail(w, r, fmt.Errorf("rendering the installation page: %w", err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self' "+v.Encrypted+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, User-Agent")
	_, _ = b.WriteTo(w) // a failed write means that the reader has gone
}

func language(r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); words.Known(asked) {
		return asked
	}
	return web.Language(r.Header.Get("Accept-Language"))
}

// systems are those that there are steps for, in the order in which they are seen.
var systems = []string{"android", "ios", "windows", "mac", "linux"}

// device is the system that a browser says it runs on.
func device(agent string) string {
	for _, s := range []struct{ says, system string }{
		{"Android", "android"}, {"iPhone", "ios"}, {"iPad", "ios"}, {"Windows", "windows"}, {"Macintosh", "mac"}, {"Linux", "linux"},
	} {
		if strings.Contains(agent, s.says) {
			return s.system
		}
	}
	return ""
}

const sentences words.Catalogue = "install"

// Say is a sentence in the page's language.
func (v view) Say(key string) string { return sentences.Say(v.Language, key, words.Args{"end": v.End}) }

// Systems are those that there are steps for, the device's own first.
func (v view) Systems() []string {
	others := slices.DeleteFunc(slices.Clone(systems), func(s string) bool { return s == v.Device })
	if v.Device == "" {
		return others
	}
	return append([]string{v.Device}, others...)
}

// Steps are what to do on a system.
func (v view) Steps(system string) (steps []string) {
	for n := 1; ; n++ {
		key := fmt.Sprintf("%s.step%d", system, n)
		if !sentences.Has(key) {
			return steps
		}
		steps = append(steps, v.Say(key))
	}
}

// Languages are the page's, by their own names.
func (v view) Languages() []words.Language { return words.Languages() }

// File is what a system installs.
func (v view) File(system string) string {
	if system == "ios" || system == "mac" {
		return "/install/shanyraq.mobileconfig?lang=" + v.Language
	}
	return "/install/shanyraq.crt"
}

//go:embed page.html
var pageFile string

var pageTemplate = template.Must(template.New("page").Parse(pageFile))

//go:embed install.css
var ownStyle []byte

var style = slices.Concat(look.CSS, ownStyle)

//go:embed install.js
var script []byte

//go:embed profile.xml
var profileFile string

// profile is what iOS installs. Its ids come from the authority, so that a second
// installation takes the place of the first.
func (i *Installation) profile(r *http.Request) []byte {
	root := i.Authority.Root()
	id := func(of string) string {
		return strings.ToUpper(uuid.NewSHA1(uuid.NameSpaceOID, append([]byte(of), root...)).String())
	}
	v := view{Language: language(r), End: i.Authority.End().Format("02.01.2006")}
	return []byte(strings.NewReplacer(
		"{{name}}", template.HTMLEscapeString(v.Say("profile.name")), "{{text}}", template.HTMLEscapeString(v.Say("profile.text")),
		"{{profile}}", id("profile"), "{{payload}}", id("payload"), "{{root}}", base64.StdEncoding.EncodeToString(root),
	).Replace(profileFile))
}

// qr is a picture of an address, for a camera.
func qr(address string) template.URL {
	code, err := goqr.EncodeText(address, goqr.Medium)
	if err != nil {
		return ""
	}
	var path strings.Builder
	for y := range code.Size() {
		for x := range code.Size() {
			if code.Module(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	side := code.Size() + 2*quiet
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, side, side, side, side, &path)
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))) // #nosec G203 -- drawn here
}

// quiet is the edge that cameras need, in modules.
const quiet = 4
