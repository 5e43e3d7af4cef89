package submission

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

type (
	listInput struct {
		forum.Path
		page.Query
		web.Window
		Filter
	}
	// Path is a submission in a path.
	Path struct {
		forum.Path
		Submission uuid.UUID `path:"submission" format:"uuid"`
	}
	acceptInput struct {
		Path
		Body *SubmissionAcceptance
	}
	refuseInput struct {
		Path
		Body SubmissionRefusal
	}
	listOutput struct{ Body page.List[Submission] }
	output     struct{ Body Submission }
)

// Routes registers the routes of submissions.
//
// Anybody writes one, on the pages of package speak. Organiser and secretary read
// them, who alone may see words that nobody has looked at, accept and refuse them.
func Routes(api huma.API, s *Store) {
	const all = "/forums/{forum}/submissions"
	huma.Get(api, all, s.list, web.Roles(access.Desk...))
	huma.Post(api, all+"/{submission}/accept", s.accept, web.Roles(access.Desk...))
	huma.Post(api, all+"/{submission}/refuse", s.refuse, web.Roles(access.Desk...))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	l, err := s.List(ctx, in.ForumID(), in.Filter, in.Query, in.Window)
	return &listOutput{l}, err
}

func (s *Store) accept(ctx context.Context, in *acceptInput) (*output, error) {
	var a SubmissionAcceptance
	if in.Body != nil {
		a = *in.Body
	}
	sub, err := s.Accept(ctx, in.ForumID(), in.Submission.String(), a, token.Of(ctx).Subject)
	return &output{sub}, err
}

func (s *Store) refuse(ctx context.Context, in *refuseInput) (*output, error) {
	sub, err := s.Refuse(ctx, in.ForumID(), in.Submission.String(), in.Body, token.Of(ctx).Subject)
	return &output{sub}, err
}
