package organisation

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewOrganisation is a request to register an organisation.
type NewOrganisation struct {
	ID       string                  `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Key      string                  `json:"key,omitempty" maxLength:"60"`
	Kind     events.OrganisationKind `json:"kind"`
	Names    []DatedName             `json:"names" minItems:"1" maxItems:"50" nullable:"false"`
	Region   string                  `json:"region,omitempty" maxLength:"10"`
	NGOKind  NGOKind                 `json:"ngo_kind,omitempty"`
	Activity events.Text             `json:"activity,omitempty"`
	// An organiser of one forum need not name it.
	OwnerID string `json:"owner_id,omitempty" maxLength:"36" doc:"the forum that answers for it; without one, the caller's own, and of an administrator's nobody's"`
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
		Filter
		On    string `query:"on" format:"date" doc:"only the names in force on this day"`
		Order string `query:"order" enum:"kk,ru,en" doc:"by the present name in this language, or the one it has; without it by id"`
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
	historyInput struct {
		Organisation uuid.UUID `path:"organisation" format:"uuid"`
		page.Query
	}
	listOutput      struct{ Body page.List[Organisation] }
	historyOutput   struct{ Body page.List[Entry] }
	output          struct{ Body Organisation }
	referenceOutput struct{ Body ReferenceLoaded }
)

// Routes registers the organisation's routes.
//
// Organisations are public and known to the whole installation. An organiser of
// any forum registers them; organisers and secretaries of the owner change them
// (MayChange), those of other forums propose changes (slice proposal). What
// happened to them is read by organisers and secretaries; History says how much.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/organisations", s.list, web.Public)
	huma.Post(api, "/organisations", s.create, web.Created, web.RolesSomewhere(access.Organiser))
	huma.Get(api, "/organisations/duplicates", s.duplicates, web.RolesSomewhere(access.Desk...))
	huma.Get(api, "/organisations/list", s.export, web.RolesSomewhere(access.Desk...), web.File)
	huma.Get(api, "/organisations/{organisation}", s.show, web.Public)
	huma.Patch(api, "/organisations/{organisation}", s.change, web.RolesSomewhere(access.Desk...))
	huma.Get(api, "/organisations/{organisation}/history", s.history, web.RolesSomewhere(access.Desk...))
	huma.Post(api, "/organisations/reference", s.reference, web.RolesSomewhere(access.Organiser))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	l, err := s.List(ctx, in.Filter, in.Order, in.Query, in.Window)
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
	o := Organisation{ID: given.ID(b.ID), Key: b.Key, Kind: b.Kind, Names: b.Names, Region: b.Region, NGOKind: b.NGOKind, Activity: b.Activity}
	if err := o.Check(); err != nil {
		return nil, err
	}
	// The print is of the request: the owner that follows from the caller's roles is no part of it.
	o.OwnerID = b.OwnerID
	print := given.Print(o)
	by := token.Of(ctx)
	var err error
	if o.OwnerID, err = Owner(by, b.OwnerID); err != nil {
		return nil, err
	}
	o, err = s.Create(ctx, o, print, by.Subject)
	return &output{o}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	o, err := s.Change(ctx, in.Organisation.String(), in.Body, token.Of(ctx))
	return &output{o}, err
}

func (s *Store) history(ctx context.Context, in *historyInput) (*historyOutput, error) {
	l, err := s.History(ctx, in.Organisation.String(), token.Of(ctx), in.Query)
	return &historyOutput{l}, err
}

func (s *Store) reference(ctx context.Context, _ *struct{}) (*referenceOutput, error) {
	r, err := s.Reference(ctx, token.Of(ctx).Subject)
	return &referenceOutput{r}, err
}
