package proposal

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of proposals.
//
// All staff of a forum may read its proposals. Its secretaries and organisers word
// them. A tablet may do neither: it writes suggestions.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/proposals", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/proposal-counts", s.counts, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/proposals/{proposal}", s.get, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/proposals/{proposal}/reword", s.reword, web.Roles(Writers...))
}

// Writers are the roles that work on proposals.
var Writers = []string{"secretary", "organiser"}

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
	return s.Answer(ctx, in.Forum, in.Proposal)
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
	return s.Answer(ctx, in.Forum, in.Proposal)
}

// Answer is a proposal as the API shows it.
func (s *Store) Answer(ctx context.Context, forum, id string) (*Answer, error) {
	v, err := s.Find(ctx, forum, id)
	if err != nil {
		return nil, err
	}
	return &Answer{v}, nil
}
