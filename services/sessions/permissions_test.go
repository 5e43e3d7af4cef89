package sessions_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/token"
)

// everyone is each role that a token can have in a forum.
var everyone = []string{"organiser", "moderator", "facilitator", "secretary", "chair", "controller", "tablet"}

// permissions says which roles of a forum may use an operation; nil means that
// anybody may, signed in or not. Ids other than the forum's are random, so who
// may gets as far as "not found".
var permissions = map[string]struct {
	roles []string
	body  any
}{
	"GET /forums":                          {},
	"POST /forums":                         {[]string{}, aForum("draft")}, // of all forums only
	"GET /forums/{forum}":                  {},
	"PATCH /forums/{forum}":                {[]string{"organiser"}, object{}},
	"GET /forums/{forum}/themes":           {},
	"POST /forums/{forum}/themes":          {[]string{"organiser"}, object{"key": "x", "title": text(" ")}},
	"PATCH /forums/{forum}/themes/{theme}": {[]string{"organiser"}, object{}},

	"GET /forums/{forum}/sessions":                   {},
	"POST /forums/{forum}/sessions":                  {[]string{"organiser"}, aSession(newID())},
	"GET /forums/{forum}/sessions/{session}":         {},
	"PATCH /forums/{forum}/sessions/{session}":       {[]string{"organiser"}, object{}},
	"GET /forums/{forum}/sessions/{session}/context": {everyone, nil},

	"GET /forums/{forum}/sessions/{session}/rounds":            {},
	"GET /forums/{forum}/rounds":                               {},
	"POST /forums/{forum}/sessions/{session}/rounds":           {[]string{"organiser", "moderator", "facilitator"}, object{"question": text("?"), "seconds": 5}}, // of their own sessions, see TestWhoPlans
	"PATCH /forums/{forum}/sessions/{session}/rounds/{round}":  {[]string{"organiser", "moderator", "facilitator"}, object{}},
	"DELETE /forums/{forum}/sessions/{session}/rounds/{round}": {[]string{"organiser", "moderator", "facilitator"}, nil},
	"POST /forums/{forum}/sessions/{session}/plan":             {[]string{"organiser", "moderator", "facilitator"}, object{"method": "brainstorm"}},
	"GET /methods": {},
	"POST /forums/{forum}/sessions/{session}/rounds/{round}/start":  {[]string{"organiser", "moderator", "facilitator"}, nil},
	"POST /forums/{forum}/sessions/{session}/rounds/{round}/extend": {[]string{"organiser", "moderator", "facilitator"}, object{"seconds": 5}},
	"POST /forums/{forum}/sessions/{session}/rounds/{round}/end":    {[]string{"organiser", "moderator", "facilitator"}, nil},

	"GET /organisations":                  {},
	"POST /organisations":                 {[]string{"organiser"}, object{"kind": "ngo", "names": []object{{"name": text(" ")}}}},
	"GET /organisations/{organisation}":   {},
	"PATCH /organisations/{organisation}": {[]string{"organiser"}, object{}},
	"POST /organisations/reference":       {[]string{"organiser"}, nil},

	"GET /forums/{forum}/participant-counts":                   {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"GET /forums/{forum}/participants":                         {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"POST /forums/{forum}/participants":                        {[]string{"organiser", "moderator", "facilitator", "secretary"}, object{"name": " "}},
	"GET /forums/{forum}/participants/{participant}":           {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"PATCH /forums/{forum}/participants/{participant}":         {[]string{"organiser", "moderator", "facilitator", "secretary"}, object{}},
	"DELETE /forums/{forum}/participants/{participant}":        {[]string{"organiser", "secretary"}, nil},
	"POST /forums/{forum}/participants/{participant}/check-in": {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"POST /forums/{forum}/participants/{participant}/consents": {
		[]string{"organiser", "moderator", "facilitator", "secretary"}, object{"scope": "processing", "text_version": "1", "given": true},
	},

	// And the session's own tablets: see TestATabletKnowsWhoSitsInItsSession.
	"GET /forums/{forum}/sessions/{session}/participants":                  {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"PUT /forums/{forum}/sessions/{session}/participants/{participant}":    {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},
	"DELETE /forums/{forum}/sessions/{session}/participants/{participant}": {[]string{"organiser", "moderator", "facilitator", "secretary"}, nil},

	"POST /forums/{forum}/imports?kind=participants": {[]string{"organiser", "secretary"}, object{}},
	"POST /imports/{import}/apply":                   {everyone, nil}, // none is there; see TestImports

	"POST /sign-in":              {nil, object{"login": "x", "password": "x"}},
	"POST /token":                {},
	"POST /sign-out":             {},
	"GET /sign-in-ways":          {},
	"GET /oidc/start":            {},
	"GET /oidc/callback":         {},
	"GET /.well-known/jwks.json": {},
	"GET /me":                    {everyone, nil},
	"GET /accounts":              {[]string{"organiser"}, nil},
	"POST /accounts":             {[]string{"organiser"}, object{"login": " x", "name": "x", "roles": object{}}},
	"PATCH /accounts/{account}":  {[]string{"organiser"}, object{}},

	"POST /forums/{forum}/sessions/{session}/pairings": {[]string{"organiser", "moderator", "facilitator"}, nil},
	"POST /pairings/redeem":                            {nil, object{"code": "x", "device_id": newID(), "name": ""}},
	"POST /devices/{device}/token":                     {nil, object{"secret": "x"}},
	"GET /forums/{forum}/devices":                      {[]string{"organiser", "moderator", "facilitator"}, nil},
	"DELETE /forums/{forum}/devices/{device}":          {[]string{"organiser", "moderator", "facilitator"}, nil},

	"GET /forums/{forum}/agenda-questions":                    {},
	"POST /forums/{forum}/agenda-questions":                   {nil, object{"organisation": " ", "text": "x", "language": "kk"}},
	"POST /forums/{forum}/agenda-questions/{question}/accept": {[]string{"organiser", "secretary"}, nil},
	"POST /forums/{forum}/agenda-questions/{question}/answer": {[]string{"organiser", "secretary"}, object{"text": text("x")}},
}

var braced = regexp.MustCompile(`\{(\w+)\}`)

func TestPermissions(t *testing.T) {
	d := openDay(t)
	for route, p := range permissions {
		method, path, _ := strings.Cut(route, " ")
		path = api + braced.ReplaceAllStringFunc(path, func(name string) string {
			if name == "{forum}" {
				return d.forum
			}
			return newID()
		})
		for _, role := range everyone {
			// A tablet's token is like any other but for its role.
			status, answer := d.Do(t, method, path, d.staff(t, role), p.body)
			denied := strings.Contains(string(answer), `"role_required"`)
			if want := p.roles != nil && !slices.Contains(p.roles, role); denied != want || denied != (status == 403) || status >= 500 {
				t.Errorf("%s as %s: %d %s, want refused: %v", route, role, status, answer, want)
			}
		}
		status, answer := d.Do(t, method, path, "", p.body)
		if needs := strings.Contains(string(answer), `"code":"sign_in_required"`); needs != (p.roles != nil) && route != "POST /token" || status >= 500 {
			t.Errorf("%s as nobody: %d %s", route, status, answer)
		}
	}
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/imports?kind=organisations", d.staff(t, "secretary"), object{})
	d.Call(t, 201, "POST", api+"/forums", d.Token(t, newID(), token.Everywhere, "organiser"), aForum("draft"), nil)
}

// TestPermissionsKnowEveryRoute fails when a route is added without a line in
// the table above.
func TestPermissionsKnowEveryRoute(t *testing.T) {
	h := open(t)
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	h.Call(t, 200, "GET", api+"/openapi.json", "", nil, &doc)
	known := map[string]bool{}
	for route := range permissions {
		route, _, _ = strings.Cut(route, "?")
		known[route] = true
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			route := strings.ToUpper(method) + " " + strings.TrimPrefix(path, api)
			if !known[route] && route != "GET /forums/{forum}/live" { // TestLive
				t.Errorf("nothing says who may %s", route)
			}
			delete(known, route)
		}
	}
	for route := range known {
		t.Errorf("there is no %s", route)
	}
}
