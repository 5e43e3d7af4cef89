package proposal

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewChangeProposal is what is to change, and why.
type NewChangeProposal struct {
	ID     string              `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Change organisation.Change `json:"change"`
	Reason string              `json:"reason" minLength:"1" maxLength:"4000"`
}

// Acceptance makes the change.
type Acceptance struct {
	Answer  string `json:"answer,omitempty" maxLength:"4000"`
	Version *int   `json:"version,omitempty" doc:"the organisation's, as it was seen; without it, an organisation that changed since the proposal refuses"`
}

// Refusal leaves everything as it is.
type Refusal struct {
	Answer string `json:"answer" minLength:"1" maxLength:"4000" doc:"why not"`
}

type (
	// StateQuery is which proposals a list has.
	StateQuery struct {
		page.Query
		State string `query:"state" enum:"open,accepted,declined" default:"open"`
	}
	ofInput struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		StateQuery
	}
	proposeInput struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		Body         NewChangeProposal
	}
	// Path is a proposal in a path.
	Path struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		Proposal     uuid.UUID `path:"change_proposal" format:"uuid"`
	}
	acceptInput struct {
		Path
		Body *Acceptance
	}
	declineInput struct {
		Path
		Body Refusal
	}
	listOutput struct {
		Body page.List[ChangeProposal]
	}
	output struct{ Body ChangeProposal }
)

// Routes registers the routes of proposals.
//
// Organisers and secretaries of any forum propose changes of any organisation.
// Who may make the change (organisation.MayChange) accepts and declines it, and
// reads what is proposed, as does who proposed it.
func Routes(api huma.API, s *Store) {
	const of = "/organisations/{organisation}/proposals"
	desk := web.RolesSomewhere(access.Desk...)
	huma.Get(api, "/organisations/proposals", s.all, desk)
	huma.Get(api, of, s.of, desk)
	huma.Post(api, of, s.propose, web.Created, desk)
	huma.Post(api, of+"/{change_proposal}/accept", s.accept, desk)
	huma.Post(api, of+"/{change_proposal}/decline", s.decline, desk)
}

func (s *Store) all(ctx context.Context, in *StateQuery) (*listOutput, error) {
	l, err := s.List(ctx, "", in.State, token.Of(ctx), in.Query)
	return &listOutput{l}, err
}

func (s *Store) of(ctx context.Context, in *ofInput) (*listOutput, error) {
	l, err := s.List(ctx, in.Organisation.String(), in.State, token.Of(ctx), in.Query)
	return &listOutput{l}, err
}

func (s *Store) propose(ctx context.Context, in *proposeInput) (*output, error) {
	if err := given.Words("/reason", in.Body.Reason); err != nil {
		return nil, err
	}
	p := ChangeProposal{
		ID: given.ID(in.Body.ID), OrganisationID: in.Organisation.String(), Change: in.Body.Change, Reason: in.Body.Reason,
		ProposedBy: token.Of(ctx).Subject,
	}
	p, err := s.Propose(ctx, p, token.Of(ctx), given.Print(p))
	return &output{p}, err
}

func (s *Store) accept(ctx context.Context, in *acceptInput) (*output, error) {
	var b Acceptance
	if in.Body != nil {
		b = *in.Body
	}
	p, err := s.Accept(ctx, in.Organisation.String(), in.Proposal.String(), b, token.Of(ctx))
	return &output{p}, err
}

func (s *Store) decline(ctx context.Context, in *declineInput) (*output, error) {
	p, err := s.Decline(ctx, in.Organisation.String(), in.Proposal.String(), in.Body.Answer, token.Of(ctx))
	return &output{p}, err
}
