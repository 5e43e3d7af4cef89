package text

import (
	"regexp"
	"slices"
	"strings"
)

// Hidden stands in a text where words are hidden: always as long, so that it does
// not tell how long they were.
const Hidden = "█████"

// Hide puts [Hidden] in the place of each part, wherever it stands in the words.
func Hide(words string, parts ...string) string {
	for _, part := range parts {
		if part != "" && part != Hidden {
			words = strings.ReplaceAll(words, part, Hidden)
		}
	}
	return words
}

// HiddenSince are the parts that stand in before and are hidden in after, each
// once, the longest first. A text that is another one altogether hides nothing.
func HiddenSince(before, after string) []string {
	kept := strings.Split(after, Hidden)
	if len(kept) == 1 {
		return nil
	}
	for i := range kept {
		kept[i] = regexp.QuoteMeta(kept[i])
	}
	found := regexp.MustCompile(`(?s)^` + strings.Join(kept, `(.+?)`) + `$`).FindStringSubmatch(before)
	if found == nil {
		return nil
	}
	parts := slices.DeleteFunc(found[1:], func(part string) bool { return part == Hidden })
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(parts)
}
