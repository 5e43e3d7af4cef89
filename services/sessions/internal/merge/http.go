package merge

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// NewMerge says of which organisation another is the duplicate.
type NewMerge struct {
	IntoID  string `json:"into_id" format:"uuid"`
	Reason  string `json:"reason,omitempty" maxLength:"4000"`
	Version *int   `json:"version,omitempty" doc:"if given, the merge is refused when the duplicate has another version"`
}

type (
	// Path is an organisation in a path.
	Path struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
	}
	mergeInput struct {
		Path
		Body NewMerge
	}
	output           struct{ Body organisation.Organisation }
	referencesOutput struct{ Body References }
)

// Routes registers the routes of merges.
//
// Who may change the duplicate (organisers and secretaries of its owner, and
// administrators) merges it and takes that back; every desk reads who refers to it.
func Routes(api huma.API, s *Store) {
	desk := web.RolesSomewhere(access.Desk...)
	huma.Post(api, "/organisations/{organisation}/merge", s.merge, desk)
	huma.Post(api, "/organisations/{organisation}/unmerge", s.unmerge, desk)
	huma.Get(api, "/organisations/{organisation}/references", s.references, desk)
}

func (s *Store) merge(ctx context.Context, in *mergeInput) (*output, error) {
	m := in.Body
	m.IntoID, m.Reason = given.ID(m.IntoID), text.Shown(m.Reason)
	o, err := s.Merge(ctx, in.Organisation.String(), m, token.Of(ctx))
	return &output{o}, err
}

func (s *Store) unmerge(ctx context.Context, in *Path) (*output, error) {
	o, err := s.Unmerge(ctx, in.Organisation.String(), token.Of(ctx))
	return &output{o}, err
}

func (s *Store) references(ctx context.Context, in *Path) (*referencesOutput, error) {
	r, err := s.References(ctx, in.Organisation.String())
	return &referencesOutput{r}, err
}
