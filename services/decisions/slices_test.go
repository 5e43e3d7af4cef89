package decisions_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// The chain: a slice uses only those before it.
func TestSlices(t *testing.T) {
	testkit.Slices(t, "numbering", "once", "page", "wording", "programme", // what every slice may use
		"suggestion", "strand", "recommendation", "proposal", "merge", "carrying", "hiding", "gathering",
		"question", "decision", "term", "report", "measure", "draft", "edition", "execution", "sentence", "way", "register")
}
