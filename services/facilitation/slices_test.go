package facilitation_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// The chain: a slice uses only those before it.
func TestSlices(t *testing.T) {
	testkit.Slices(t, "access", "given", "programme", // what every slice may use
		"tag", "suggestion", "capture", "wording", "hiding", "offer", "clarification", "intake",
		"group", "tally", "mark", "ballot", "vote", "phone", "photo", "report")
}
