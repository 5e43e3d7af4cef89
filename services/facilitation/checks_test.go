package facilitation_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestChecksFollowTheLists(t *testing.T) {
	testkit.Checks(t, newHouse(t).House, "facilitation", testkit.Lists{
		"suggestions.state":    events.SuggestionState(""),
		"reports.state":        events.ReportEditionState(""),
		"clarifications.state": events.ClarificationState(""),
		"photos.state":         events.PhotoState(""),
		"marks.kind":           events.MarkKind(""),
		"ballots.state":        events.BallotState(""),
		"groups.state":         events.GroupState(""),
	})
}
