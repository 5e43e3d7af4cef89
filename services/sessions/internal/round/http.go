package round

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

type (
	// Path is a round in a path.
	Path struct {
		session.Path
		Round uuid.UUID `path:"round" format:"uuid"`
	}
	listInput struct {
		session.Path
		page.Query
	}
	ofSessionsInput struct {
		forum.Path
		Sessions []string `query:"session_id" required:"true" minItems:"1" maxItems:"100"`
	}
	listOutput struct{ Body page.List[Round] }
	// Output is one round.
	Output struct{ Body Round }
)

// Routes registers the routes that read rounds: whoever may see the forum does.
func Routes(api huma.API, s *Store) {
	const rounds = "/forums/{forum}/sessions/{session}/rounds"
	huma.Get(api, rounds, s.list, access.Read)
	huma.Get(api, "/forums/{forum}/rounds", s.listOfSessions, access.Read)
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	rounds, err := s.List(ctx, in.ForumID(), in.SessionID(), in.Query)
	return &listOutput{rounds}, err
}

func (s *Store) listOfSessions(ctx context.Context, in *ofSessionsInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	ids, err := web.IDs("query.session_id", in.Sessions)
	if err != nil {
		return nil, err
	}
	rounds, err := s.OfSessions(ctx, in.ForumID(), ids)
	return &listOutput{page.List[Round]{Items: rounds}}, err
}
