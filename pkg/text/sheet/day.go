package sheet

import (
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// The ways in which lists write a day.
var layouts = []string{
	time.DateOnly, "2006.1.2", "2006/1/2", "2.1.2006", "2/1/2006", "2-1-2006", "2.1.06", "2/1/06",
}

// Day reads a day as it stands in a list, also one that stands as Excel's number of
// days; a time after it is left out. The result is 2006-01-02, "" for an empty cell;
// false when it is no day of 1900 to 2099.
func (s Sheet) Day(cell string) (string, bool) {
	cell = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(cell), "гжыл."))
	cell, _, _ = strings.Cut(cell, " ")
	cell, _, _ = strings.Cut(cell, "T")
	cell = strings.TrimRight(cell, ",")
	if cell == "" {
		return "", true
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, cell); err == nil {
			return t.Format(time.DateOnly), t.Year() >= 1900 && t.Year() < 2100
		}
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || n < 10_000 || n > 73_050 { // 1927 to 2099
		return "", false
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if s.days == 1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return first.AddDate(0, 0, int(n)).Format(time.DateOnly), true
}
