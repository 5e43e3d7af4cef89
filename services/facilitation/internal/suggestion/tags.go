package suggestion

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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

// newTags are the tags as they are kept: in NFC and as they were spelled; of
// those that differ in case only, the first. Errors: tag_invalid, too_many_tags.
func newTags(given []string) (pq.StringArray, *problem.Error) {
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

// TagCount is how many suggestions of a forum have a tag. Spellings that differ
// in case only are one tag, shown as the suggestion with the lowest number has it.
type TagCount struct {
	Tag   string `db:"tag" json:"tag"`
	Count int64  `db:"count" json:"count"`
}

// Tags are the tags of a forum's suggestions, withdrawn ones aside, the most
// frequent first.
func (s *Store) Tags(ctx context.Context, forum string) ([]TagCount, error) {
	spelled, err := s.spellings(ctx, forum, `AND s.state <> 'withdrawn'`)
	if err != nil {
		return nil, err
	}
	tags, at := make([]TagCount, 0, len(spelled)), make(map[string]int, len(spelled))
	for _, t := range spelled {
		key := folded(t.Tag)
		i, known := at[key]
		if !known {
			at[key] = len(tags)
			tags = append(tags, t)
			continue
		}
		tags[i].Count += t.Count
	}
	slices.SortStableFunc(tags, func(a, b TagCount) int { return cmp.Compare(b.Count, a.Count) })
	return tags, nil
}

// spelledAs are all spellings of a tag in a forum.
func (s *Store) spelledAs(ctx context.Context, forum, tag string) (pq.StringArray, error) {
	spelled, err := s.spellings(ctx, forum, "")
	if err != nil {
		return nil, err
	}
	same, key := pq.StringArray{}, folded(tag)
	for _, t := range spelled {
		if folded(t.Tag) == key {
			same = append(same, t.Tag)
		}
	}
	return same, nil
}

// spellings are the tags of a forum as they are written, the first used first.
func (s *Store) spellings(ctx context.Context, forum, and string) ([]TagCount, error) {
	var spelled []TagCount
	err := s.db.SelectContext(ctx, &spelled, `
		SELECT t.tag, count(*) AS count FROM `+tables+`, unnest(coalesce(w.tags, s.tags)) AS t(tag)
		WHERE s.forum_id = $1 `+and+` GROUP BY t.tag ORDER BY min(s.number), t.tag`, forum)
	if err != nil {
		return nil, fmt.Errorf("counting tags: %w", err)
	}
	return spelled, nil
}
