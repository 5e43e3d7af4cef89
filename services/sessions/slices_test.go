package sessions_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// The chain: a slice uses only those before it.
func TestSlices(t *testing.T) {
	testkit.Slices(t, "access", "given", "page", "use", // what every slice may use
		"institution", "forum", "theme", "district", "session", "step", "round", "plan", "timer", "method", "programme",
		"organisation", "proposal", "merge", "consent", "participant", "seat", "intake", "password", "account", "rehearsal", "passkey", "secondstep", "signin", "enrol", "setup", "invite", "device", "pulse", "readiness", "sheet", "agenda", "submission", "speak")
}
