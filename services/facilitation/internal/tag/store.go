package tag

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Store reads the tags of suggestions.
type Store struct{ db *sqlx.DB }

// NewStore makes the store.
func NewStore(db *sqlx.DB) *Store { return &Store{db} }

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

// SpelledAs are all spellings of a tag in a forum.
func (s *Store) SpelledAs(ctx context.Context, forum, tag string) (pq.StringArray, error) {
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
		SELECT t.tag, count(*) AS count
		FROM suggestions s LEFT JOIN wordings w ON w.suggestion_id = s.id AND w.version = s.wording_version,
		     unnest(coalesce(w.tags, s.tags)) AS t(tag)
		WHERE s.forum_id = $1 `+and+` GROUP BY t.tag ORDER BY min(s.number), t.tag`, forum)
	if err != nil {
		return nil, fmt.Errorf("counting tags: %w", err)
	}
	return spelled, nil
}
