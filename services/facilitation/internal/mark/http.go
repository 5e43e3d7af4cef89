package mark

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// Who works in the session (see package access) casts marks for its group and
// reads them back one by one: the tablets of a yurt count together.

// Routes registers the routes of marks.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/rounds/{round}/marks", r.cast, access.WriteForum, audit.Off("many a second in every yurt, and kept as they are"))
	huma.Get(api, "/forums/{forum}/rounds/{round}/marks", r.sheet, access.WriteForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type castInput struct {
	tally.RoundInput
	Language string `header:"Accept-Language" hidden:"true"`
	Body     MarksRequest
}

// MarksRequest is marks of one round.
type MarksRequest struct {
	Marks []CastMark `json:"marks" minItems:"1" maxItems:"500" nullable:"false"`
}

// CastMark is one mark.
type CastMark struct {
	ID           string          `json:"id" format:"uuid" doc:"Made by the client; sending it again is harmless"`
	SessionID    string          `json:"session_id" format:"uuid"`
	SuggestionID string          `json:"suggestion_id" format:"uuid" doc:"A suggestion, or a recommendation of the report"`
	Kind         events.MarkKind `json:"kind"`
	Voter        string          `json:"voter" format:"uuid" doc:"Made on the device; the device's own id for a show of hands"`
	Level        *int            `json:"level,omitempty" minimum:"0" maximum:"5" doc:"For agreement by show of hands: value is the number of hands at this level"`
	Value        int             `json:"value" minimum:"0" maximum:"1000" doc:"Dots; points of a rank (5 for the first of five); impact or effort 1 to 5; fingers 0 to 5. 0 takes a mark back, except fingers"`
	Counter      int64           `json:"counter" minimum:"0" doc:"Of the voter; of two marks for the same thing the one with the higher counter stays"`
}

type castOutput struct{ Body MarksAnswer }

// MarksAnswer has a receipt for each mark, in the request's order.
type MarksAnswer struct {
	Receipts []CastReceipt `json:"receipts" nullable:"false"`
}

// CastReceipt says what became of one mark.
type CastReceipt struct {
	ID      string       `json:"id"`
	Outcome string       `json:"outcome" enum:"stored,already_stored,conflict,refused" doc:"already_stored: this one or a later one for the same thing"`
	Problem *CastProblem `json:"problem,omitempty"`
}

// CastProblem is why one mark was not taken, in the caller's language.
type CastProblem struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (r *routes) cast(ctx context.Context, in *castInput) (*castOutput, error) {
	session := given.ID(in.Body.Marks[0].SessionID)
	v, err := r.gate.Write(ctx, in.Forum, session)
	if err != nil {
		return nil, err
	}
	marks := make([]Mark, len(in.Body.Marks))
	for i, m := range in.Body.Marks {
		if given.ID(m.SessionID) != session {
			return nil, problem.InvalidField(fmt.Sprintf("/marks/%d/session_id", i), "round_of_other_session")
		}
		marks[i] = Mark{
			ID: given.ID(m.ID), SuggestionID: given.ID(m.SuggestionID), Kind: m.Kind, Voter: given.ID(m.Voter),
			Level: noLevel, Value: m.Value, Counter: m.Counter,
		}
		if m.Level != nil {
			marks[i].Level = *m.Level
		}
	}
	receipts, err := r.store.Cast(ctx, tally.Round{ID: given.ID(in.Round), ForumID: v.Forum, SessionID: session}, marks)
	if err != nil {
		return nil, err
	}
	return &castOutput{MarksAnswer{answers(receipts, web.Language(in.Language))}}, nil
}

func answers(receipts []Receipt, language string) []CastReceipt {
	out := make([]CastReceipt, len(receipts))
	for i, r := range receipts {
		out[i] = CastReceipt{ID: r.ID, Outcome: r.Outcome}
		if r.Problem != nil {
			out[i].Problem = &CastProblem{r.Problem.Code, problem.Say(language, r.Problem.Code, r.Problem.Args)}
		}
	}
	return out
}

type sheetOutput struct{ Body RoundMarks }

// RoundMarks are the marks of one round.
type RoundMarks struct {
	Version int              `json:"version" doc:"Grows with every change; 0 = nothing marked yet"`
	Marks   []StoredMark     `json:"marks" nullable:"false" doc:"From tablets, one for each thing that a voter marked"`
	Phones  tally.RoundTally `json:"phones" doc:"How the newest ballots on phones add up"`
}

// StoredMark is a mark as it stands.
type StoredMark struct {
	ID           string          `json:"id"`
	SuggestionID string          `json:"suggestion_id"`
	Kind         events.MarkKind `json:"kind"`
	Voter        string          `json:"voter"`
	Level        *int            `json:"level,omitempty"`
	Value        int             `json:"value"`
	Counter      int64           `json:"counter"`
}

func (r *routes) sheet(ctx context.Context, in *tally.RoundInput) (*sheetOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	sheet, err := r.store.Sheet(ctx, v.Forum, given.ID(in.Round), v.WritesTo)
	if err != nil {
		return nil, err
	}
	body := RoundMarks{Version: sheet.Phones.Round.Version, Marks: make([]StoredMark, len(sheet.Marks)), Phones: tally.View(sheet.Phones)}
	for i, m := range sheet.Marks {
		body.Marks[i] = StoredMark{ID: m.ID, SuggestionID: m.SuggestionID, Kind: m.Kind, Voter: m.Voter, Value: m.Value, Counter: m.Counter}
		if m.Level != noLevel {
			body.Marks[i].Level = &m.Level
		}
	}
	return &sheetOutput{body}, nil
}
