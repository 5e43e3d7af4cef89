package mark

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Who works in the session (see package access) casts marks for its group, reads
// them back one by one (the tablets of a yurt count together) and opens and
// closes ballots; the chair and the controller read the tally. What a phone
// voted is told to nobody but that phone.
//
// Whoever has a ballot's code sees its suggestions and votes, without an
// account; only the rate is limited, and how fast one address brings new phones.

// Options are what the routes need besides the store.
type Options struct {
	Gate      *access.Gate
	PublicURL string // where phones reach us
}

// Routes registers the routes of marks and ballots.
func Routes(api huma.API, s *Store, o Options) {
	r := &routes{store: s, gate: o.Gate, public: o.PublicURL,
		// A whole camp may be behind one address; one phone taps as fast as it can.
		perAddress: web.NewLimit(3000, 5*time.Millisecond), perVoter: web.NewLimit(20, 500*time.Millisecond),
	}
	huma.Post(api, "/forums/{forum}/rounds/{round}/marks", r.cast, web.Roles(access.Writers...))
	huma.Get(api, "/forums/{forum}/rounds/{round}/marks", r.sheet, web.Roles(access.Writers...))
	huma.Get(api, "/forums/{forum}/rounds/{round}/tally", r.tally, web.Roles(access.Readers...))
	huma.Post(api, "/forums/{forum}/rounds/{round}/ballot", r.open, web.Created, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/rounds/{round}/ballot/close", r.close, web.Roles(access.Writers...))
	huma.Get(api, "/forums/{forum}/rounds/{round}/ballots", r.ballots, web.Roles(access.Writers...))
	huma.Get(api, "/ballots/{code}", r.show, web.Public, r.slowly)
	huma.Put(api, "/ballots/{code}/voters/{voter}", r.vote, web.Public, r.slowly, web.Bodies(64<<10))
}

type routes struct {
	store                *Store
	gate                 *access.Gate
	public               string
	perAddress, perVoter *web.Limit
}

// slowly limits the rate of an operation that anybody may call.
func (r *routes) slowly(op *huma.Operation) {
	op.Middlewares = append(op.Middlewares, web.Guard(func(ctx huma.Context) error { return r.perAddress.Take(web.Address(ctx.Context())) }))
}

// RoundInput names a round.
type RoundInput struct {
	Forum string `path:"forum" format:"uuid"`
	Round string `path:"round" format:"uuid"`
}

type castInput struct {
	RoundInput
	Language string `header:"Accept-Language" hidden:"true"`
	Body     MarksRequest
}

// MarksRequest is marks of one round.
type MarksRequest struct {
	Marks []CastMark `json:"marks" minItems:"1" maxItems:"500" nullable:"false"`
}

// CastMark is one mark.
type CastMark struct {
	ID           string `json:"id" format:"uuid" doc:"Made by the client; sending it again is harmless"`
	SessionID    string `json:"session_id" format:"uuid"`
	SuggestionID string `json:"suggestion_id" format:"uuid" doc:"A suggestion, or a recommendation of the report"`
	Kind         string `json:"kind" enum:"dots,rank,impact,effort,agree"`
	Voter        string `json:"voter" format:"uuid" doc:"Made on the device; the device's own id for a show of hands"`
	Level        *int   `json:"level,omitempty" minimum:"0" maximum:"5" doc:"For agreement by show of hands: value is the number of hands at this level"`
	Value        int    `json:"value" minimum:"0" maximum:"1000" doc:"Dots; points of a rank (5 for the first of five); impact or effort 1 to 5; fingers 0 to 5. 0 takes a mark back, except fingers"`
	Counter      int64  `json:"counter" minimum:"0" doc:"Of the voter; of two marks for the same thing the one with the higher counter stays"`
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
	receipts, err := r.store.Cast(ctx, Round{ID: given.ID(in.Round), ForumID: v.Forum, SessionID: session}, marks)
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

type tallyOutput struct{ Body RoundTally }

// RoundTally is how all marks of a round add up.
type RoundTally struct {
	RoundID string      `json:"round_id"`
	Version int         `json:"version" doc:"Grows with every change; 0 = nothing marked yet"`
	Voters  int         `json:"voters" doc:"How many marked anything"`
	Items   []TallyItem `json:"items" nullable:"false"`
}

// TallyItem is how the marks of one suggestion add up.
type TallyItem struct {
	SuggestionID string  `json:"suggestion_id"`
	Dots         int     `json:"dots"`
	Points       int     `json:"points" doc:"Of all ranks"`
	Impact       float64 `json:"impact" doc:"Mean; 0 = not marked"`
	Effort       float64 `json:"effort" doc:"Mean; 0 = not marked"`
	ImpactVotes  int     `json:"impact_votes"`
	EffortVotes  int     `json:"effort_votes"`
	Levels       []int   `json:"levels" nullable:"false" doc:"Hands per level of agreement, 0 to 5 fingers"`
	Voters       int     `json:"voters"`
}

func (r *routes) tally(ctx context.Context, in *RoundInput) (*tallyOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	t, err := r.store.Tally(ctx, v.Forum, given.ID(in.Round))
	if err != nil {
		return nil, err
	}
	return &tallyOutput{viewTally(t)}, nil
}

func viewTally(t *Tally) RoundTally {
	body := RoundTally{RoundID: t.Round.ID, Version: t.Round.Version, Voters: t.Voters, Items: make([]TallyItem, len(t.Totals))}
	for i := range t.Totals {
		one := &t.Totals[i]
		body.Items[i] = TallyItem{
			SuggestionID: one.SuggestionID, Dots: one.Dots, Points: one.Points, Impact: mean(one.ImpactSum, one.ImpactVotes),
			Effort: mean(one.EffortSum, one.EffortVotes), ImpactVotes: one.ImpactVotes, EffortVotes: one.EffortVotes, Levels: one.levels(), Voters: one.Voters,
		}
	}
	return body
}

type sheetOutput struct{ Body RoundMarks }

// RoundMarks are the marks of one round.
type RoundMarks struct {
	Version int          `json:"version" doc:"Grows with every change; 0 = nothing marked yet"`
	Marks   []StoredMark `json:"marks" nullable:"false" doc:"From tablets, one for each thing that a voter marked"`
	Phones  RoundTally   `json:"phones" doc:"How the newest ballots on phones add up"`
}

// StoredMark is a mark as it stands.
type StoredMark struct {
	ID           string `json:"id"`
	SuggestionID string `json:"suggestion_id"`
	Kind         string `json:"kind" enum:"dots,rank,impact,effort,agree"`
	Voter        string `json:"voter"`
	Level        *int   `json:"level,omitempty"`
	Value        int    `json:"value"`
	Counter      int64  `json:"counter"`
}

func (r *routes) sheet(ctx context.Context, in *RoundInput) (*sheetOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	sheet, err := r.store.Sheet(ctx, v.Forum, given.ID(in.Round), v.WritesTo)
	if err != nil {
		return nil, err
	}
	body := RoundMarks{Version: sheet.Phones.Round.Version, Marks: make([]StoredMark, len(sheet.Marks)), Phones: viewTally(sheet.Phones)}
	for i, m := range sheet.Marks {
		body.Marks[i] = StoredMark{ID: m.ID, SuggestionID: m.SuggestionID, Kind: m.Kind, Voter: m.Voter, Value: m.Value, Counter: m.Counter}
		if m.Level != noLevel {
			body.Marks[i].Level = &m.Level
		}
	}
	return &sheetOutput{body}, nil
}

func mean(sum, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n)
}
