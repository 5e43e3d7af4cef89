// Package sheet is the printed sheet of codes by which a camp pairs its tablets: a
// code for each session, and one that asks which session it is to be. Each is good
// for any number of tablets, until the day after the forum or until the next sheet.
package sheet

import (
	"time"

	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

// longest is how long a sheet is good at most: a code that lies about for months is
// found by somebody.
const longest = 14 * 24 * time.Hour

// PairingSheet is what is printed.
type PairingSheet struct {
	ExpiresAt time.Time   `json:"expires_at"`
	Any       SheetCode   `json:"any" doc:"asks on the tablet which session it is to be"`
	Entries   []SheetCode `json:"entries" nullable:"false" doc:"in the order of the yurts, then of the programme"`
}

// SheetCode is one code of a sheet.
type SheetCode struct {
	SessionID string `json:"session_id" doc:"empty = asks"`
	Code      string `json:"code"`
	URL       string `json:"url" doc:"for a QR code"`
}

// until is the end of the day after the forum's last, by its own clock.
func until(f forum.Forum, now time.Time) time.Time {
	most := now.Add(longest)
	zone, err := time.LoadLocation(f.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	last, err := time.ParseInLocation(time.DateOnly, string(f.EndsOn), zone)
	if err != nil {
		return most
	}
	end := last.AddDate(0, 0, 2)
	switch {
	case end.Before(now.Add(24 * time.Hour)):
		return now.Add(24 * time.Hour).UTC() // a rehearsal after the day
	case end.After(most):
		return most.UTC()
	}
	return end.UTC()
}
