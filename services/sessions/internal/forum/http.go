package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/institution"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Path is the forum in a path.
type Path struct {
	Forum uuid.UUID `path:"forum" format:"uuid"`
}

// ForumID is the forum's id as text.
func (p Path) ForumID() string { return p.Forum.String() }

type liveInput struct {
	Path
	web.Position
}

// NewForum is a request to make a forum.
type NewForum struct {
	ID       string           `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Kind     events.ForumKind `json:"kind"`
	Title    events.Text      `json:"title"`
	Region   string           `json:"region,omitempty" maxLength:"10"`
	Place    events.Text      `json:"place,omitempty"`
	StartsOn events.Day       `json:"starts_on" format:"date"`
	EndsOn   events.Day       `json:"ends_on" format:"date"`
	TimeZone string           `json:"time_zone,omitempty" maxLength:"60" doc:"without it that of the institution"`
	Opens    string           `json:"opens,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" default:"09:00"`
	Closes   string           `json:"closes,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" default:"18:00"`
	Quorum   *Quorum          `json:"quorum,omitempty" doc:"without it the percent that the settings name"`
	State    string           `json:"state,omitempty" enum:"draft,announced,running" default:"draft"`
}

// Begin is the forum that is asked for, with what the settings say where nothing is
// said.
func (s *Store) Begin(ctx context.Context, b NewForum) Forum {
	if b.Quorum == nil {
		b.Quorum = &Quorum{Percent: s.settings.Number(ctx, quorum)}
	}
	if b.TimeZone == "" {
		b.TimeZone = s.settings.Line(ctx, institution.Zone)
	}
	return Forum{
		ID: given.ID(b.ID), Kind: b.Kind, Title: b.Title, Region: b.Region, Place: b.Place, StartsOn: b.StartsOn, EndsOn: b.EndsOn,
		TimeZone: b.TimeZone, Opens: b.Opens, Closes: b.Closes, Quorum: *b.Quorum, State: events.ForumState(b.State), Version: 1,
	}
}

type (
	listInput struct {
		page.Query
		Archived string `query:"archived" enum:"yes,no" default:"no" doc:"those that were put away, or the others"`
	}
	createInput struct{ Body NewForum }
	changeInput struct {
		Path
		Body forumChange
	}
	listOutput    struct{ Body page.List[Forum] }
	regionsOutput struct{ Body page.List[Region] }
	// Output is a forum in an answer.
	Output struct{ Body Forum }
)

// Routes registers the forum's routes.
//
// Anybody reads announced forums and the names of regions; a draft is seen by those
// who have a role in it. A forum is made by an organiser of all forums and changed by
// its own.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/regions", listRegions, web.Public)
	huma.Get(api, "/forums", s.list, access.Read)
	huma.Post(api, "/forums", s.create, web.Created, web.RolesEverywhere(access.Organiser))
	huma.Get(api, "/forums/{forum}", s.show, access.Read)
	huma.Patch(api, "/forums/{forum}", s.change, web.Roles(access.Organiser))
	huma.Get(api, "/forums/{forum}/live", s.live, web.EventStream, web.Roles(access.Inside...), web.Within)
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	var mine []string
	caller, _ := token.From(ctx)
	for scope := range caller.Roles {
		if id, _ := token.SplitScope(scope); access.IsInside(ctx, id) {
			mine = append(mine, id)
		}
	}
	forums, err := s.List(ctx, mine, access.IsInside(ctx, token.Everywhere), in.Archived == "yes", in.Query)
	return &listOutput{forums}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*Output, error) {
	f := s.Begin(ctx, in.Body)
	if err := f.Check(); err != nil {
		return nil, err
	}
	f, err := s.Create(ctx, f, given.Print(in.Body))
	return &Output{f}, err
}

func (s *Store) show(ctx context.Context, in *Path) (*Output, error) {
	f, err := s.Visible(ctx, in.ForumID())
	return &Output{f}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*Output, error) {
	f, err := s.Change(ctx, in.ForumID(), in.Body)
	return &Output{f}, err
}

func listRegions(context.Context, *struct{}) (*regionsOutput, error) {
	return &regionsOutput{page.List[Region]{Items: Regions()}}, nil
}

// live follows the forum's events; everybody with a role in it may, and its
// tablets.
func (s *Store) live(ctx context.Context, in *liveInput) (*huma.StreamResponse, error) {
	if _, err := s.Load(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	return web.Raw(func(w http.ResponseWriter, r *http.Request) error {
		return s.bus.Live(w, r, "sessions."+in.ForumID()+".>")
	}), nil
}
