package testkit

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/shanyraq/shanyraq/pkg/token"
)

// Table says of every operation of a service, "GET /forums/{forum}/themes", who
// may call it: roles with spaces between. Instead of roles it may say "anybody"
// or "signed-in". In front may stand where the roles are to be held, if not in
// the forum of the path: "somewhere:" in any forum, "everywhere:" in all. A
// "tablet*" may only for the session of the path, or for itself. A "tablet~" that
// was revoked is found out once its request has been read: a test of that route's
// own shows it. Who has a role in one session of the forum only may where the path
// names that session, and where the table says "within:" in front.
type Table map[string]string

// WhoMay calls every operation of the service as everybody there is: nobody, each
// role, tablets of other sessions and one that was revoked, roles of other forums,
// tokens that ran out and tokens forged in every way. Who may not is refused with
// 401 or 403 whatever the body is, good or broken, and leaves no trace; who may is
// not refused for who it is. An operation that the table does not have fails, and
// so does one whose document says otherwise.
//
// params has the ids of the forum, of the session and, where the service asks
// whether it knows a tablet, of one that stands in it; revoked is the good token of
// a tablet of theirs that was revoked, "" where the service does not know tablets.
func WhoMay(t *testing.T, h *House, service string, params map[string]string, revoked string, table Table) {
	t.Helper()
	w := &whoMay{described(t, h, service, params), table}
	w.settle(t)
	before := w.state(t)
	callers := w.callers(t, revoked)
	w.every(t, func(route string, op operation, may permitted) {
		w.documented(t, route, op, may)
		for _, c := range callers {
			if c.revoked && may.foundOutLate {
				continue
			}
			if code := c.refused(route, may); code != "" {
				w.refuses(t, route, op, c, code)
			}
		}
	})
	if after := w.state(t); !maps.Equal(before, after) {
		t.Errorf("refused requests left a trace:\nbefore %v\nafter  %v", before, after)
	}
	w.every(t, func(route string, op operation, may permitted) {
		for _, c := range callers {
			if c.refused(route, may) == "" && (!c.revoked || !may.foundOutLate) && (c.forged == "" || !may.anybody) {
				w.admits(t, route, op, c)
			}
		}
	})
}

type whoMay struct {
	*refusals
	table Table
}

func (w *whoMay) every(t *testing.T, do func(route string, op operation, may permitted)) {
	known := maps.Clone(w.table)
	for path, operations := range w.doc.Paths {
		for method, op := range operations {
			route := strings.ToUpper(method) + " " + strings.TrimPrefix(path, "/api/"+w.service)
			line, ok := known[route]
			if !ok {
				t.Errorf("nothing says who may %s", route)
				continue
			}
			delete(known, route)
			do(route, op, parsePermitted(line))
		}
	}
	for route := range known {
		t.Errorf("there is no %s", route)
	}
}

// permitted is a line of the table.
type permitted struct {
	anybody, signedIn bool
	in                string
	within            bool
	roles             []string
	ownTablet         bool
	foundOutLate      bool // a revoked tablet
}

func parsePermitted(line string) permitted {
	p := permitted{anybody: line == "anybody", signedIn: line == "signed-in", in: "forum"}
	if rest, ok := strings.CutPrefix(line, "within:"); ok {
		p.within, line = true, rest
	}
	for _, where := range []string{"somewhere", "everywhere"} {
		if rest, ok := strings.CutPrefix(line, where+":"); ok {
			p.in, line = where, rest
		}
	}
	for _, role := range strings.Fields(line) {
		p.ownTablet = p.ownTablet || role == "tablet*"
		p.foundOutLate = p.foundOutLate || role == "tablet~"
		p.roles = append(p.roles, strings.TrimRight(role, "*~"))
	}
	return p
}

// caller is somebody who calls, and what is wrong with them.
type caller struct {
	name, bearer, role, forged string
	in                         string // where the role is held: here, elsewhere, everywhere; in the session of the path, in another
	elsewhere                  bool   // a tablet of another session
	revoked                    bool
}

// refused is the code that the caller is refused with, "" when admitted.
func (c caller) refused(route string, may permitted) string {
	held := may.signedIn || slices.Contains(may.roles, c.role) && may.holds(c.in, route)
	switch {
	case c.forged != "":
		return c.forged
	case may.anybody:
		return ""
	case !held, may.ownTablet && c.role == "tablet" && (c.elsewhere || !strings.Contains(route, "{session}")):
		return "role_required"
	case c.revoked:
		return "device_revoked"
	}
	return ""
}

// holds tells whether a role that is held there counts for the route.
func (p permitted) holds(where, route string) bool {
	switch {
	case where == "session" || where == "other session":
		return p.in == "forum" && (p.within || where == "session" && strings.Contains(route, "{session}"))
	case p.in == "everywhere":
		return where == "everywhere"
	}
	return p.in != "forum" || where != "elsewhere"
}

func (w *whoMay) callers(t *testing.T, revoked string) []caller {
	forum, session := w.params["forum"], w.params["session"]
	all := []caller{
		{name: "nobody", forged: "sign_in_required"},
		{name: "without a role", bearer: w.Token(t, someone(), forum), in: "here"},
		{name: "with a role that is none", bearer: w.Token(t, someone(), forum, "observer"), role: "observer", in: "here"},
	}
	for where, scope := range map[string]string{
		"here": forum, "elsewhere": someone(), "everywhere": token.Everywhere,
		"session": token.SessionScope(forum, cmp.Or(session, someone())), "other session": token.SessionScope(forum, someone()),
	} {
		for _, role := range anyRole {
			if role == "tablet" && strings.HasSuffix(where, "session") { // a tablet's session is told otherwise
				continue
			}
			c := token.Caller{Subject: someone(), Kind: "staff", Roles: map[string][]string{scope: {role}}, Expires: time.Now().Add(time.Hour)}
			if role == "tablet" {
				c.Kind, c.Session = "tablet", session
				if where == "here" && w.params["tablet"] != "" {
					c.Subject = w.params["tablet"]
				}
			}
			all = append(all, caller{name: role + " " + where, bearer: w.Sign(t, c), role: role, in: where})
		}
	}
	stranger := token.Caller{
		Subject: someone(), Kind: "tablet", Session: someone(), Roles: map[string][]string{forum: {"tablet"}}, Expires: time.Now().Add(time.Hour),
	}
	all = append(all, caller{name: "another session's tablet", bearer: w.Sign(t, stranger), role: "tablet", in: "here", elsewhere: true})
	if revoked != "" {
		all = append(all, caller{name: "a revoked tablet", bearer: revoked, role: "tablet", in: "here", revoked: true})
	}
	return append(all, w.forged(t)...)
}

// forged are tokens with every role that are wrong in one way each.
func (w *whoMay) forged(t *testing.T) []caller {
	key := ed25519.NewKeyFromSeed(w.Seed)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	good := func() jwt.MapClaims {
		now := time.Now()
		return jwt.MapClaims{
			"iss": token.Issuer, "sub": someone(), "aud": []string{w.service}, "kind": "staff", "roles": map[string][]string{token.Everywhere: anyRole},
			"iat": now.Unix(), "iat_us": now.UnixMicro(), "exp": now.Add(time.Hour).Unix(),
		}
	}
	forge := func(method jwt.SigningMethod, key any, kid string, change func(jwt.MapClaims)) string {
		claims := good()
		change(claims)
		forged := jwt.NewWithClaims(method, claims)
		forged.Header["kid"] = kid
		signed, err := forged.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	set := func(claim string, value any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[claim] = value } }
	without := func(claim string) func(jwt.MapClaims) { return func(c jwt.MapClaims) { delete(c, claim) } }
	same := func(jwt.MapClaims) {}
	kid, ed := w.Signer.KeyID(), jwt.SigningMethodEdDSA
	// The control: the same token is good when nothing is changed in it.
	if _, err := w.Verifier.Verify(forge(ed, key, kid, same)); err != nil {
		t.Fatalf("the token that is forged from is none: %v", err)
	}
	parts := strings.Split(forge(ed, key, kid, same), ".")
	altered := parts[0] + "." + strings.Split(forge(ed, other, kid, same), ".")[1] + "." + parts[2]
	return []caller{
		{name: "expired", bearer: forge(ed, key, kid, set("exp", time.Now().Add(-time.Minute).Unix())), forged: "token_expired"},
		{name: "without an end", bearer: forge(ed, key, kid, without("exp")), forged: "token_invalid"},
		{name: "of another key", bearer: forge(ed, other, kid, same), forged: "token_invalid"},
		{name: "of another key and its id", bearer: forge(ed, other, "other", same), forged: "token_invalid"},
		{name: "of an unknown key id", bearer: forge(ed, key, "other", same), forged: "token_invalid"},
		{name: "unsigned", bearer: forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, kid, same), forged: "token_invalid"},
		{name: "signed with the public key", bearer: forge(jwt.SigningMethodHS256, []byte(w.Signer.PublicKey()), kid, same), forged: "token_invalid"},
		{name: "altered", bearer: altered, forged: "token_invalid"},
		{name: "of another issuer", bearer: forge(ed, key, kid, set("iss", "somebody")), forged: "token_invalid"},
		{name: "without an issuer", bearer: forge(ed, key, kid, without("iss")), forged: "token_invalid"},
		{name: "for another service", bearer: forge(ed, key, kid, set("aud", []string{"elsewhere"})), forged: "token_invalid"},
		{name: "for no service", bearer: forge(ed, key, kid, without("aud")), forged: "token_expired"},
		{name: "garbage", bearer: "x.y.z", forged: "token_invalid"},
	}
}

// documented compares the table with what the document prints.
func (w *whoMay) documented(t *testing.T, route string, op operation, may permitted) {
	t.Helper()
	if may.anybody || may.signedIn {
		if public := len(op.Security) == 0; len(op.Roles) > 0 || public != may.anybody {
			t.Errorf("%s: the document wants roles %v, or else", route, op.Roles)
		}
		return
	}
	in := map[string]string{"forum": "forum", "somewhere": "any forum", "everywhere": "all forums"}[may.in]
	printed, wanted := slices.Sorted(slices.Values(op.Roles)), slices.Sorted(slices.Values(may.roles))
	if !slices.Equal(printed, wanted) || op.RolesIn != in || op.Within != may.within || !strings.Contains(op.Description, "Roles, in ") {
		t.Errorf("%s: the document says %v in %q: %s; want %v in %q", route, printed, op.RolesIn, op.Description, wanted, in)
	}
}

func (w *whoMay) refuses(t *testing.T, route string, op operation, c caller, code string) {
	t.Helper()
	want := http.StatusUnauthorized
	if code == "role_required" {
		want = http.StatusForbidden
	}
	bodies := map[string][]byte{"a good body": w.sample(op)}
	if op.RequestBody != nil {
		bodies["a broken body"], bodies["none"] = []byte(`{"a":`), nil
	}
	if w.table[route] == "anybody" { // a page that anybody may read may ignore a bad token, or refuse it
		return
	}
	for what, body := range bodies {
		status, got := w.call(t, route, op, c, body)
		if own := got == "session_of_other_tablet" && status == http.StatusForbidden; (status != want || got != code) && !own {
			t.Errorf("%s, %s, with %s: %d %s, want %d %s", route, c.name, what, status, got, want, code)
		}
	}
}

// depends are refusals that rest on data and not on the role.
var depends = []string{"not_your_session", "roles_of_other_forums", "session_of_other_tablet", "session_of_others", "sign_in_failed", "device_secret_wrong"}

func (w *whoMay) admits(t *testing.T, route string, op operation, c caller) {
	t.Helper()
	status, code := w.call(t, route, op, c, w.sample(op))
	if c.role == "tablet" && code == "device_revoked" && (c.in != "here" || c.elsewhere) { // nobody knows that one
		return
	}
	refused := (status == http.StatusUnauthorized || status == http.StatusForbidden) && !slices.Contains(depends, code)
	if refused && w.table[route] != "anybody" || code == "role_required" || status >= 500 {
		t.Errorf("%s, %s: %d %s, want admitted", route, c.name, status, code)
	}
}

// call calls an operation on nothing that is there but the forum and the session.
func (w *whoMay) call(t *testing.T, route string, op operation, c caller, body []byte) (status int, code string) {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	path = w.fill("/api/"+w.service+path, nil) + w.query(op, "", "")
	req, err := http.NewRequestWithContext(t.Context(), method, w.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.contentType(op))
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // a redirection is an answer
	if err != nil {
		t.Fatalf("%s: %v", route, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.Header.Get("Content-Type") == "application/problem+json" {
		var p struct{ Code string }
		if data, err := io.ReadAll(resp.Body); err != nil || json.Unmarshal(data, &p) != nil {
			t.Errorf("%s: %s %v", route, data, err)
		}
		return resp.StatusCode, p.Code
	}
	return resp.StatusCode, ""
}
