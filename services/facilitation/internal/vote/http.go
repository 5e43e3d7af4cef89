package vote

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Whoever has a ballot's code votes, without an account; only the rate is
// limited, and how fast one address brings new phones. What a phone voted is told
// to nobody but that phone.

// Routes registers the route of votes; slowly limits its rate.
func Routes(api huma.API, s *Store, slowly func(*huma.Operation)) {
	// One phone taps as fast as it can.
	r := &routes{s, web.NewLimit(20, 500*time.Millisecond)}
	huma.Put(api, "/ballots/{code}/voters/{voter}", r.vote, web.Public, slowly, web.Bodies(64<<10))
}

type routes struct {
	store    *Store
	perVoter *web.Limit
}

// Slowly limits the rate of an operation that anybody may call. A whole camp may
// be behind one address.
func Slowly() func(*huma.Operation) {
	perAddress := web.NewLimit(3000, 5*time.Millisecond)
	return func(op *huma.Operation) {
		op.Middlewares = append(op.Middlewares, web.Guard(func(ctx huma.Context) error { return perAddress.Take(web.Address(ctx.Context())) }))
	}
}

type voteInput struct {
	Code  string `path:"code" maxLength:"20"`
	Voter string `path:"voter" format:"uuid" doc:"Made on the phone; leads to nobody"`
	Body  VoteRequest
}

// VoteRequest is the whole ballot of one phone; the last one counts.
type VoteRequest struct {
	Counter int64        `json:"counter" minimum:"0" doc:"Grows with every ballot of this phone"`
	Marks   []VoteChoice `json:"marks" maxItems:"200" nullable:"false"`
}

// VoteChoice is what a phone marks one suggestion with.
type VoteChoice struct {
	SuggestionID string `json:"suggestion_id" format:"uuid"`
	Value        int    `json:"value" minimum:"0" maximum:"100"`
}

type voteOutput struct{ Body Vote }

// vote answers with the ballot that counts: this one, or one with a higher
// counter that came before it.
func (r *routes) vote(ctx context.Context, in *voteInput) (*voteOutput, error) {
	v := Vote{Code: in.Code, Address: web.Address(ctx), Voter: given.ID(in.Voter), Counter: in.Body.Counter, Choices: make([]ballot.Choice, len(in.Body.Marks))}
	if err := r.perVoter.Take(v.Voter); err != nil {
		return nil, err
	}
	for i, m := range in.Body.Marks {
		v.Choices[i] = ballot.Choice{SuggestionID: given.ID(m.SuggestionID), Value: m.Value}
	}
	counts, err := r.store.Vote(ctx, v)
	if err != nil {
		return nil, err
	}
	return &voteOutput{counts}, nil
}
