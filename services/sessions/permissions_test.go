package sessions_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
)

func TestPermissions(t *testing.T) {
	const (
		all      = "organiser moderator facilitator secretary chair controller tablet"
		leaders  = "organiser moderator facilitator"
		register = "organiser moderator facilitator secretary"
		desk     = "organiser secretary"
	)
	d := openDay(t)
	r := d.pair(t, newID())
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+r.DeviceID, d.organiser, nil, nil)
	// Its token is newer than the news of the revocation.
	revoked := d.Sign(t, token.Caller{Subject: r.DeviceID, Kind: "tablet", Session: d.session, Roles: map[string][]string{d.forum: {"tablet"}}, Expires: r.ExpiresAt})
	testkit.WhoMay(t, d.House, "sessions", map[string]string{"forum": d.forum, "session": d.session, "tablet": d.pair(t, newID()).DeviceID}, revoked, testkit.Table{
		"GET /settings":                         "everywhere:organiser",
		"PUT /settings/{key}":                   "everywhere:organiser",
		"GET /setting-changes":                  "everywhere:organiser",
		"GET /institution":                      "anybody",
		"GET /institution/logo":                 "anybody",
		"GET /institution/style.css":            "anybody",
		"GET /forums":                           "anybody",
		"POST /forums":                          "everywhere:organiser",
		"GET /forums/{forum}":                   "anybody",
		"PATCH /forums/{forum}":                 "organiser",
		"DELETE /forums/{forum}":                "everywhere:organiser",
		"POST /programmes":                      "everywhere:organiser",
		"POST /forums/{forum}/programme":        "organiser",
		"POST /forums/{forum}/rehearsal":        "everywhere:organiser",
		"POST /forums/{forum}/programme/remove": "organiser",
		"GET /regions":                          "anybody",
		"GET /theme-sets":                       "anybody",
		"GET /forums/{forum}/live":              "within:" + all,
		"GET /audit":                            "somewhere:organiser",
		"GET /forums/{forum}/themes":            "anybody",
		"POST /forums/{forum}/themes":           "organiser",
		"PATCH /forums/{forum}/themes/{theme}":  "organiser",
		"DELETE /forums/{forum}/themes/{theme}": "organiser",

		"GET /forums/{forum}/sessions":                   "anybody",
		"POST /forums/{forum}/sessions":                  "organiser",
		"GET /forums/{forum}/sessions/{session}":         "anybody",
		"PATCH /forums/{forum}/sessions/{session}":       "organiser",
		"GET /forums/{forum}/sessions/{session}/context": all,

		"GET /methods": "anybody",

		"GET /forums/{forum}/districts":                        "anybody",
		"PUT /forums/{forum}/districts":                        "organiser",
		"GET /forums/{forum}/coverage":                         desk,
		"GET /forums/{forum}/submissions":                      desk,
		"POST /forums/{forum}/submissions/{submission}/accept": desk,
		"POST /forums/{forum}/submissions/{submission}/refuse": desk,
		"GET /views":                 "anybody",
		"GET /forums/{forum}/rounds": "anybody",
		"GET /forums/{forum}/sessions/{session}/rounds": "anybody",
		// Of their own sessions, see TestWhoPlans.
		"POST /forums/{forum}/sessions/{session}/rounds":                leaders,
		"PATCH /forums/{forum}/sessions/{session}/rounds/{round}":       leaders,
		"DELETE /forums/{forum}/sessions/{session}/rounds/{round}":      leaders,
		"POST /forums/{forum}/sessions/{session}/plan":                  leaders,
		"POST /forums/{forum}/sessions/{session}/rounds/{round}/start":  leaders + " tablet*",
		"POST /forums/{forum}/sessions/{session}/rounds/{round}/extend": leaders + " tablet*",
		"POST /forums/{forum}/sessions/{session}/rounds/{round}/end":    leaders + " tablet*",

		"GET /organisations":                                                     "anybody",
		"POST /organisations":                                                    "somewhere:organiser",
		"GET /organisations/{organisation}":                                      "anybody",
		"PATCH /organisations/{organisation}":                                    "somewhere:" + desk, // of its owner, see TestWhoChangesAnOrganisation
		"POST /organisations/reference":                                          "somewhere:organiser",
		"GET /organisations/{organisation}/history":                              "somewhere:" + desk,
		"GET /organisations/duplicates":                                          "somewhere:" + desk,
		"GET /organisations/list":                                                "somewhere:" + desk,
		"POST /organisations/{organisation}/merge":                               "somewhere:" + desk,
		"POST /organisations/{organisation}/unmerge":                             "somewhere:" + desk,
		"GET /organisations/{organisation}/references":                           "somewhere:" + desk,
		"GET /organisations/proposals":                                           "somewhere:" + desk,
		"GET /organisations/{organisation}/proposals":                            "somewhere:" + desk,
		"POST /organisations/{organisation}/proposals":                           "somewhere:" + desk,
		"POST /organisations/{organisation}/proposals/{change_proposal}/accept":  "somewhere:" + desk,
		"POST /organisations/{organisation}/proposals/{change_proposal}/decline": "somewhere:" + desk,

		"GET /forums/{forum}/participant-counts":                                     register,
		"GET /forums/{forum}/participants":                                           register,
		"POST /forums/{forum}/participants":                                          register,
		"GET /forums/{forum}/consent-text":                                           "anybody",
		"PUT /forums/{forum}/consent-text":                                           "organiser",
		"GET /forums/{forum}/participants/{participant}/consents":                    register,
		"POST /forums/{forum}/sessions/{session}/participants/{participant}/consent": register + " tablet*",
		"GET /forums/{forum}/participants/{participant}":                             register,
		"PATCH /forums/{forum}/participants/{participant}":                           register,
		"DELETE /forums/{forum}/participants/{participant}":                          desk,
		"POST /forums/{forum}/participants/{participant}/check-in":                   register,
		"DELETE /forums/{forum}/participants/{participant}/check-in":                 register,
		"POST /forums/{forum}/participants/{participant}/consents":                   register,
		"GET /forums/{forum}/sessions/{session}/participants":                        register + " tablet*",
		"PUT /forums/{forum}/sessions/{session}/participants/{participant}":          register + " tablet*",
		"DELETE /forums/{forum}/sessions/{session}/participants/{participant}":       register,

		"POST /forums/{forum}/imports": desk, // organisations: see below
		"POST /imports/{import}/apply": "somewhere:" + desk,

		"GET /set-up":                "anybody",
		"POST /set-up":               "anybody", // with the address from the terminal
		"POST /sign-in":              "anybody",
		"POST /token":                "anybody",
		"POST /sign-out":             "anybody",
		"GET /sign-in-ways":          "anybody",
		"GET /oidc/start":            "anybody",
		"GET /oidc/callback":         "anybody",
		"GET /.well-known/jwks.json": "anybody",
		"GET /me":                    "signed-in",
		"GET /accounts":              "somewhere:organiser",
		"POST /accounts":             "somewhere:organiser",
		"PATCH /accounts/{account}":  "somewhere:organiser",

		"GET /accounts/{account}":           "somewhere:organiser",
		"POST /accounts/{account}/sign-out": "somewhere:organiser",
		"POST /accounts/{account}/reset":    "somewhere:organiser",
		"GET /invites":                      "somewhere:organiser",
		"POST /invites":                     "somewhere:organiser",
		"POST /invites/{invite}/renew":      "somewhere:organiser",
		"DELETE /invites/{invite}":          "somewhere:organiser",
		"POST /invites/look":                "anybody",
		"POST /invites/use":                 "anybody",
		"PATCH /me":                         "signed-in",
		"GET /me/sign-ins":                  "signed-in",
		"DELETE /me/sign-ins/{sign_in}":     "signed-in",
		"POST /me/password":                 "signed-in",

		"POST /sign-in/passkey/begin":                "anybody",
		"POST /sign-in/passkey":                      "anybody",
		"POST /me/passkeys/begin":                    "signed-in",
		"POST /me/passkeys":                          "signed-in",
		"PATCH /me/passkeys/{passkey}":               "signed-in",
		"POST /me/passkeys/{passkey}/remove":         "signed-in",
		"POST /sign-in/second-step":                  "anybody", // with the challenge that the password gave
		"POST /sign-in/second-steps/begin":           "anybody",
		"POST /sign-in/second-steps/confirm":         "anybody",
		"GET /me/second-steps":                       "signed-in",
		"POST /me/second-steps/begin":                "signed-in",
		"POST /me/second-steps/confirm":              "signed-in",
		"POST /me/second-steps/remove":               "signed-in",
		"POST /me/recovery-codes":                    "signed-in",
		"POST /accounts/{account}/reset-second-step": "somewhere:organiser",

		"POST /forums/{forum}/sessions/{session}/pairings": leaders + " tablet*",
		"POST /pairings/redeem":                            "anybody",
		"POST /devices/{device}/token":                     "anybody",
		"GET /forums/{forum}/devices":                      "within:" + leaders,
		"DELETE /forums/{forum}/devices/{device}":          "within:" + leaders + " tablet*",
		"PATCH /forums/{forum}/devices/{device}":           leaders + " tablet*",
		"POST /forums/{forum}/devices/{device}/pulse":      "organiser tablet*",
		"GET /forums/{forum}/readiness":                    desk,
		"POST /forums/{forum}/pairing-sheet":               "organiser",
		"DELETE /forums/{forum}/pairing-sheet":             "organiser",

		"GET /forums/{forum}/agenda-questions":                    "anybody",
		"POST /forums/{forum}/agenda-questions":                   "anybody",
		"POST /forums/{forum}/agenda-questions/{question}/accept": desk,
		"POST /forums/{forum}/agenda-questions/{question}/answer": desk,
	})
	if status, _ := d.upload(t, d.staff(t, "secretary"), "organisations", []byte("x")); status != 403 {
		t.Errorf("the secretary imports organisations: %d", status)
	}
}
