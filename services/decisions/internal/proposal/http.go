package proposal

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of proposals.
//
// All staff of a forum may read its proposals. Its secretaries and organisers
// merge, split and word them. A tablet may do neither: it writes suggestions.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/proposals", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/proposal-counts", s.counts, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/proposals/{proposal}", s.get, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/proposals/merge", s.mergeMany, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/merge", s.merge, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/unmerge", s.unmerge, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/split", s.split, web.Created, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/reword", s.reword, web.Roles(writers...))
}

var writers = []string{"secretary", "organiser"}

// InProposal is the path of what is done with one proposal.
type InProposal struct {
	programme.InForum
	Proposal string `path:"proposal" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// Answer is one proposal.
type Answer struct{ Body ProposalView }

func (s *Store) list(ctx context.Context, in *struct {
	programme.InForum
	page.Query
	web.Window
	Filter
	Order string `query:"order" enum:"number,recommended" default:"number" doc:"recommended: what sessions recommend comes before the rest."`
}) (*struct{ Body page.Of[ProposalView] }, error) {
	p, err := s.List(ctx, in.Forum, in.Filter, in.Order, in.Query, in.Window)
	return &struct{ Body page.Of[ProposalView] }{p}, err
}

func (s *Store) counts(ctx context.Context, in *struct {
	programme.InForum
	Filter
}) (*struct{ Body ProposalCounts }, error) {
	c, err := s.Counts(ctx, in.Forum, in.Filter)
	return &struct{ Body ProposalCounts }{c}, err
}

func (s *Store) get(ctx context.Context, in *InProposal) (*Answer, error) {
	return s.answer(ctx, in.Forum, in.Proposal)
}

// MergeManyRequest merges several proposals at once.
type MergeManyRequest struct {
	Into      string   `json:"into" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Open proposal that absorbs the others."`
	Proposals []string `json:"proposals" minItems:"1" maxItems:"200" format:"uuid" pattern:"^[0-9a-f-]{36}$" nullable:"false"`
}

func (s *Store) mergeMany(ctx context.Context, in *struct {
	programme.InForum
	Body MergeManyRequest
}) (*Answer, error) {
	c := token.Of(ctx)
	if err := s.Merge(ctx, in.Forum, in.Body.Into, in.Body.Proposals, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Body.Into)
}

// MergeRequest says which proposal takes this one in.
type MergeRequest struct {
	Into string `json:"into" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Open proposal that absorbs this one."`
}

func (s *Store) merge(ctx context.Context, in *struct {
	InProposal
	Body MergeRequest
}) (*Answer, error) {
	c := token.Of(ctx)
	if err := s.Merge(ctx, in.Forum, in.Body.Into, []string{in.Proposal}, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Body.Into)
}

func (s *Store) unmerge(ctx context.Context, in *InProposal) (*Answer, error) {
	c := token.Of(ctx)
	if err := s.Unmerge(ctx, in.Forum, in.Proposal, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Proposal)
}

// SplitRequest takes suggestions out of a proposal into one of their own.
type SplitRequest struct {
	ID            string   `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Of the new proposal; made by the client so that it may ask again."`
	SuggestionIDs []string `json:"suggestion_ids" minItems:"1" maxItems:"500" format:"uuid" pattern:"^[0-9a-f-]{36}$" nullable:"false"`
	Stay          bool     `json:"stay,omitempty" doc:"They stay in the first proposal as well: each is about two matters, and its author hears of both. Merging the new one back undoes it."`
}

func (s *Store) split(ctx context.Context, in *struct {
	InProposal
	Body SplitRequest
}) (*Answer, error) {
	c := token.Of(ctx)
	r, err := once.New(in.Body.ID, in.Forum, in.Proposal, in.Body.SuggestionIDs, in.Body.Stay)
	if err != nil {
		return nil, err
	}
	if err := s.Split(ctx, in.Forum, in.Proposal, in.Body.SuggestionIDs, in.Body.Stay, r, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, r.ID)
}

// RewordRequest is a new wording of a proposal.
type RewordRequest struct {
	Text               wording.Words `json:"text"`
	TranslationChecked bool          `json:"translation_checked,omitempty" doc:"You have compared the Kazakh and the Russian text."`
	Version            int           `json:"version,omitempty" minimum:"0" doc:"The version that you have seen; a newer one is then refused instead of replaced."`
}

func (s *Store) reword(ctx context.Context, in *struct {
	InProposal
	Body RewordRequest
}) (*Answer, error) {
	c := token.Of(ctx)
	text := in.Body.Text.Text()
	if text.Empty() {
		return nil, problem.InvalidField("/text", "text_needed")
	}
	if err := s.Reword(ctx, in.Forum, in.Proposal, text, in.Body.TranslationChecked, in.Body.Version, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Proposal)
}

func (s *Store) answer(ctx context.Context, forum, id string) (*Answer, error) {
	v, err := s.Find(ctx, forum, id)
	if err != nil {
		return nil, err
	}
	return &Answer{v}, nil
}
