// Package merge brings proposals together and takes them apart: one absorbs others,
// gives back what they brought, is split, or shares what is about two matters.
package merge

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
)

// Routes registers the routes of merging and splitting: who words proposals may.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/proposals/merge", s.mergeMany, web.Roles(proposal.Writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/merge", s.merge, web.Roles(proposal.Writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/unmerge", s.unmerge, web.Roles(proposal.Writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/split", s.split, web.Created, web.Roles(proposal.Writers...))
}

// MergeManyRequest merges several proposals at once.
type MergeManyRequest struct {
	Into      string   `json:"into" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Open proposal that absorbs the others."`
	Proposals []string `json:"proposals" minItems:"1" maxItems:"200" format:"uuid" pattern:"^[0-9a-f-]{36}$" nullable:"false"`
}

func (s *Store) mergeMany(ctx context.Context, in *struct {
	programme.InForum
	Body MergeManyRequest
}) (*proposal.Answer, error) {
	c := token.Of(ctx)
	if err := s.Merge(ctx, in.Forum, in.Body.Into, in.Body.Proposals, c.Subject); err != nil {
		return nil, err
	}
	return s.proposals.Answer(ctx, in.Forum, in.Body.Into)
}

// MergeRequest says which proposal takes this one in.
type MergeRequest struct {
	Into string `json:"into" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Open proposal that absorbs this one."`
}

func (s *Store) merge(ctx context.Context, in *struct {
	proposal.InProposal
	Body MergeRequest
}) (*proposal.Answer, error) {
	c := token.Of(ctx)
	if err := s.Merge(ctx, in.Forum, in.Body.Into, []string{in.Proposal}, c.Subject); err != nil {
		return nil, err
	}
	return s.proposals.Answer(ctx, in.Forum, in.Body.Into)
}

func (s *Store) unmerge(ctx context.Context, in *proposal.InProposal) (*proposal.Answer, error) {
	c := token.Of(ctx)
	if err := s.Unmerge(ctx, in.Forum, in.Proposal, c.Subject); err != nil {
		return nil, err
	}
	return s.proposals.Answer(ctx, in.Forum, in.Proposal)
}

// SplitRequest takes suggestions out of a proposal into one of their own.
type SplitRequest struct {
	ID            string   `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Of the new proposal; made by the client so that it may ask again."`
	SuggestionIDs []string `json:"suggestion_ids" minItems:"1" maxItems:"500" format:"uuid" pattern:"^[0-9a-f-]{36}$" nullable:"false"`
	Stay          bool     `json:"stay,omitempty" doc:"They stay in the first proposal as well: each is about two matters, and its author hears of both. Merging the new one back undoes it."`
}

func (s *Store) split(ctx context.Context, in *struct {
	proposal.InProposal
	Body SplitRequest
}) (*proposal.Answer, error) {
	c := token.Of(ctx)
	r, err := once.New(in.Body.ID, in.Forum, in.Proposal, in.Body.SuggestionIDs, in.Body.Stay)
	if err != nil {
		return nil, err
	}
	if err := s.Split(ctx, in.Forum, in.Proposal, in.Body.SuggestionIDs, in.Body.Stay, r, c.Subject); err != nil {
		return nil, err
	}
	return s.proposals.Answer(ctx, in.Forum, r.ID)
}
