package notifications_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// The chain: a slice uses only those before it. A channel knows a letter and its way
// out, and nothing of what is told: it stands before the chain of facts.
func TestSlices(t *testing.T) {
	testkit.Slices(t, "letter", "channel", "mailsink",
		"chain", "wording", "story", "contact", "unsubscribe", "own", "message", "held", "composer", "delivery", "trial")
}
