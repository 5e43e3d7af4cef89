package text

import (
	"fmt"
	"time"
)

// Offset tells how far the zone of an instant is from UTC, as people write it:
// +5, -3:30, +0.
func Offset(at time.Time) string {
	_, seconds := at.Zone()
	sign, minutes := "+", seconds/60
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes%60 == 0 {
		return fmt.Sprintf("%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("%s%d:%02d", sign, minutes/60, minutes%60)
}
