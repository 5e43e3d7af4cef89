package sessions_test

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
)

// A refusal names roles and states in the reader's words: every one that can be
// named has them.
func TestRolesAndStatesHaveWords(t *testing.T) {
	codes := problem.Named("role_", append([]string{access.Tablet}, access.Staff...)...)
	codes = append(codes, problem.Named("forum_is_", "draft", "announced", "running", "closed")...)
	codes = append(codes, problem.Named("session_is_", "planned", "running", "ended", "cancelled")...)
	for _, code := range codes {
		if !problem.Known(code) {
			t.Errorf("%s has no words", code)
		}
	}
	for _, language := range []string{"kk", "ru"} {
		said := problem.Say(language, "role_required", map[string]any{"roles": problem.Named("role_", access.Staff...)}) +
			problem.Say(language, "forum_state_move", map[string]any{"from": problem.Named("forum_is_", "draft"), "to": problem.Named("forum_is_", "running")})
		if strings.ContainsAny(strings.ToLower(said), "abcdefghijklmnopqrstuvwxyz_") {
			t.Errorf("code words in %s: %s", language, said)
		}
	}
}
