// Package tag is the words that a wording is found by: how they are kept, and how
// often a forum uses each.
package tag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lib/pq"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// The most tags of a wording, and the most characters of a tag.
const (
	MaxTags = 10
	MaxTag  = 40
)

// Kept are tags as they are kept: in NFC and as they were spelled; of
// those that differ in case only, the first. Errors: tag_invalid, too_many_tags.
func Kept(given []string) (pq.StringArray, *problem.Error) {
	if len(given) == 0 {
		return pq.StringArray{}, nil
	}
	tags, seen := make(pq.StringArray, 0, len(given)), make(map[string]bool, len(given))
	for i, tag := range given {
		tag = norm.NFC.String(tag)
		if n := utf8.RuneCountInString(tag); n < 1 || n > MaxTag || strings.ContainsFunc(tag, foreignToTags) {
			return nil, problem.Invalid("tag_invalid", "limit", MaxTag).At(fmt.Sprintf("/tags/%d", i), "tag_invalid", "limit", MaxTag)
		}
		if key := folded(tag); !seen[key] {
			seen[key] = true
			tags = append(tags, tag)
		}
	}
	if len(tags) > MaxTags {
		return nil, problem.Invalid("too_many_tags", "limit", MaxTags).At("/tags", "too_many_tags", "limit", MaxTags)
	}
	return tags, nil
}

func foreignToTags(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
}

// folded is what tags are compared by.
func folded(tag string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(tag)))
}
