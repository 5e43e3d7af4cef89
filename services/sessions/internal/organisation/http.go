package organisation

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewOrganisation is a request to register an organisation.
type NewOrganisation struct {
	ID     string      `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Key    string      `json:"key,omitempty" maxLength:"60"`
	Kind   string      `json:"kind" enum:"ngo,state_body,company,media,public_council,other"`
	Names  []DatedName `json:"names" minItems:"1" maxItems:"50"`
	Region string      `json:"region,omitempty" maxLength:"10"`
}

// ReferenceLoaded is how many state bodies of the reference file were added and
// how many were known already.
type ReferenceLoaded struct {
	Added int `json:"added"`
	Known int `json:"known"`
}

type (
	listInput struct {
		page.Query
		web.Window
		On   string `query:"on" format:"date" doc:"only the names in force on this day"`
		Kind string `query:"kind" enum:"ngo,state_body,company,media,public_council,other"`
		Q    string `query:"q" maxLength:"100" doc:"words of a name, abbreviation or key, in any order"`
	}
	showInput struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		On           string    `query:"on" format:"date" doc:"only the names in force on this day"`
	}
	createInput struct{ Body NewOrganisation }
	changeInput struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		Body         organisationChange
	}
	listOutput      struct{ Body page.List[Organisation] }
	output          struct{ Body Organisation }
	referenceOutput struct{ Body ReferenceLoaded }
)

// Routes registers the organisation's routes.
//
// Organisations are public and belong to the whole installation: an organiser of
// any forum registers and changes them.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/organisations", s.list, web.Public)
	huma.Post(api, "/organisations", s.create, web.Created, web.RolesSomewhere(access.Organiser))
	huma.Get(api, "/organisations/{organisation}", s.show, web.Public)
	huma.Patch(api, "/organisations/{organisation}", s.change, web.RolesSomewhere(access.Organiser))
	huma.Post(api, "/organisations/reference", s.reference, web.RolesSomewhere(access.Organiser))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	l, err := s.List(ctx, in.Kind, in.Q, in.Query, in.Window)
	if in.On != "" {
		for i, o := range l.Items {
			l.Items[i] = o.AsOf(events.Day(in.On))
		}
	}
	return &listOutput{l}, err
}

func (s *Store) show(ctx context.Context, in *showInput) (*output, error) {
	o, err := load(ctx, s.db, in.Organisation.String(), "")
	if in.On != "" {
		o = o.AsOf(events.Day(in.On))
	}
	return &output{o}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	b := in.Body
	o := Organisation{ID: given.ID(b.ID), Key: b.Key, Kind: b.Kind, Names: b.Names, Region: b.Region}
	if err := o.Check(); err != nil {
		return nil, err
	}
	o, err := s.Create(ctx, o, given.Print(o))
	return &output{o}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	o, err := s.Change(ctx, in.Organisation.String(), in.Body)
	return &output{o}, err
}

func (s *Store) reference(ctx context.Context, _ *struct{}) (*referenceOutput, error) {
	r, err := s.Reference(ctx)
	return &referenceOutput{r}, err
}
