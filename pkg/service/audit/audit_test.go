package audit

import "testing"

func TestNamed(t *testing.T) {
	for operation, want := range map[[2]string]string{
		{"POST", "/api/sessions/forums/{forum}/themes"}:                                "themes create",
		{"PATCH", "/api/sessions/forums/{forum}/themes/{theme}"}:                       "themes change",
		{"DELETE", "/api/sessions/forums/{forum}/devices/{device}"}:                    "devices remove",
		{"POST", "/api/sessions/forums/{forum}/sessions/{session}/rounds/{r}/start"}:   "rounds start",
		{"POST", "/api/sessions/invites/use"}:                                          "invites use",
		{"POST", "/api/sessions/sign-in"}:                                              "sign-in create",
		{"POST", "/api/sessions/me/password"}:                                          "me password",
		{"PATCH", "/api/sessions/me"}:                                                  "me change",
		{"DELETE", "/api/sessions/me/sign-ins/{sign_in}"}:                              "sign-ins remove",
		{"POST", "/api/decisions/forums/{forum}/questions/{question}/votes"}:           "questions votes",
		{"POST", "/api/decisions/forums/{forum}/plan/publish"}:                         "plan publish",
		{"PUT", "/api/facilitation/forums/{forum}/sessions/{session}/report"}:          "report put",
		{"POST", "/api/facilitation/forums/{forum}/sessions/{session}/report/confirm"}: "report confirm",
		{"POST", "/api/facilitation/forums/{forum}/rounds/{round}/ballot"}:             "rounds ballot",
	} {
		noun, act := named(operation[0], operation[1])
		if got := noun + " " + act; got != want {
			t.Errorf("%v: %s, want %s", operation, got, want)
		}
	}
}
