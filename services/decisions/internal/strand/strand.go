// Package strand is the way of a suggestion through the proposals: where each of
// its strands stands now, and every move that one ever made.
package strand

// Strand is one way of a suggestion through the proposals. Most have one; a
// suggestion about two matters has one for each. Two strands of a suggestion may
// come together in a proposal: there it counts once.
type Strand struct {
	ID           int64  `db:"id"`
	SuggestionID string `db:"suggestion_id"`
	Parent       int64  `db:"parent"` // the strand that it was divided from; 0 = born with the suggestion
}

// Move is what went from one proposal to another.
type Move struct {
	Strands []Strand
	Ended   []Strand // those of them that joined the strand they were divided from
	Joined  []string // their suggestions that the one carried before as well
	Gained  int      // by how many suggestions the one grew
	Lost    int      // by how many the other shrank
}

// SuggestionIDs are the suggestions of strands, each once.
func SuggestionIDs(strands []Strand) []string {
	ids, seen := make([]string, 0, len(strands)), make(map[string]bool, len(strands))
	for _, s := range strands {
		if !seen[s.SuggestionID] {
			seen[s.SuggestionID] = true
			ids = append(ids, s.SuggestionID)
		}
	}
	return ids
}

// Give takes the wanted ones out of strands, and leaves the others.
func Give(strands []Strand, wanted func(Strand) bool) (kept []Strand, m Move) {
	for _, s := range strands {
		if wanted(s) {
			m.Strands = append(m.Strands, s)
		} else {
			kept = append(kept, s)
		}
	}
	m.Lost = len(SuggestionIDs(strands)) - len(SuggestionIDs(kept))
	return kept, m
}
