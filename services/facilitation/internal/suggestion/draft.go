package suggestion

import (
	"crypto/rand"
	"time"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// SourceSession is the source of what was said in a session. Everything else
// came through another channel.
const SourceSession = "session"

// Draft is a suggestion on its way in, as a client sent it. Ids are canonical
// UUIDs; those but ID and ForumID may be empty.
type Draft struct {
	ID            string
	ForumID       string
	SessionID     string
	RoundID       string
	ThemeID       string
	Text          string // kept exactly as typed
	Language      string
	Tags          pq.StringArray
	AuthorID      string
	TypedBy       string
	DeviceID      string
	DeviceCounter int64
	TypedAt       *time.Time
	Source        string
	SourceNumber  string
	ReceivedOn    string
	By            string // account or device id of the caller
}

// The outcomes of a draft.
const (
	Stored        = "stored"
	AlreadyStored = "already_stored"
	Conflict      = "conflict"
	Refused       = "refused"
)

// Receipt says what became of a draft. Number, Code and ReceivedAt are those of
// the stored suggestion; Problem says why it was refused or is in conflict.
type Receipt struct {
	ID         string
	Outcome    string
	Number     int64
	Code       string
	ReceivedAt time.Time
	Problem    *problem.Error
}

// stored is what is known of a suggestion that is there already.
type stored struct {
	Suggestion
}

// receipt answers a draft that has this suggestion's id, or the same number of
// the same channel.
func (s *stored) receipt(d *Draft) Receipt {
	r := Receipt{ID: d.ID, Outcome: AlreadyStored, Number: s.Number, Code: s.Receipt, ReceivedAt: s.ReceivedAt}
	switch {
	case s.ForumID != d.ForumID:
		return Receipt{ID: d.ID, Outcome: Conflict, Problem: problem.Conflict("same_id_other_content")}
	case !s.holds(d):
		r.Outcome, r.Problem = Conflict, problem.Conflict("same_id_other_content")
	}
	return r
}

// holds reports whether the suggestion was made of the same content. The
// tablet's clock is no content, and neither are the author and the tags: whose
// words they are may be said later, and forgotten, and a line that comes from a
// tablet that knows no tags is still the same line. The theme is, until
// something becomes of the suggestion: who takes up a parked one puts it under a
// theme of their own.
func (s *stored) holds(d *Draft) bool {
	return (s.OriginalText == d.Text || s.WasHidden) && s.OriginalLanguage == d.Language &&
		s.SessionID == d.SessionID && s.RoundID == d.RoundID &&
		(s.ThemeID == d.ThemeID || s.Version > 1) && s.TypedBy == d.TypedBy &&
		s.DeviceID == d.DeviceID && s.DeviceCounter == d.DeviceCounter &&
		s.Source == d.Source && s.SourceNumber == d.SourceNumber
}

// becomes is the suggestion that a draft is stored as.
func (d *Draft) becomes(number int64, receipt string, at time.Time) Suggestion {
	return Suggestion{
		ID: d.ID, ForumID: d.ForumID, SessionID: d.SessionID, RoundID: d.RoundID, ThemeID: d.ThemeID,
		Number: number, Receipt: receipt, Text: d.Text, OriginalText: d.Text, Language: d.Language, OriginalLanguage: d.Language,
		Tags: d.Tags, OriginalTags: d.Tags,
		AuthorID: d.AuthorID, TypedBy: d.TypedBy, DeviceID: d.DeviceID, DeviceCounter: d.DeviceCounter,
		Source: d.Source, SourceNumber: d.SourceNumber, ReceivedOn: d.ReceivedOn,
		State: Received, ReceivedAt: at, Version: 1, WordingVersion: 1, CapturedBy: d.By,
	}
}

// Blank reports whether a text says nothing.
func Blank(said string) bool { return !text.Shows(said) }

// crockford leaves out I, L, O and U, which are misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// receiptCodes makes n public codes of 50 random bits, "7K3F-92QX-AB".
func receiptCodes(n int) []string {
	random := make([]byte, 10*n)
	_, _ = rand.Read(random) // never fails
	codes := make([]string, n)
	for i := range codes {
		var code [12]byte
		for j, b := range random[10*i : 10*i+10] {
			code[j+j/4] = crockford[b&31]
		}
		code[4], code[9] = '-', '-'
		codes[i] = string(code[:])
	}
	return codes
}
