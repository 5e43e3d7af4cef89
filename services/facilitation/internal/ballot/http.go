package ballot

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// Who works in the session (see package access) opens and closes ballots, and
// sees their codes. Whoever has a ballot's code sees its suggestions, without an
// account; only the rate is limited.

// Options are what the routes need besides the store.
type Options struct {
	Gate      *access.Gate
	PublicURL string // where phones reach us
	Slowly    func(*huma.Operation)
}

// Routes registers the routes of ballots.
func Routes(api huma.API, s *Store, o Options) {
	r := &routes{s, o.Gate, o.PublicURL}
	huma.Post(api, "/forums/{forum}/rounds/{round}/ballot", r.open, web.Created, access.WriteForum)
	huma.Post(api, "/forums/{forum}/rounds/{round}/ballot/close", r.close, access.WriteForum)
	huma.Get(api, "/forums/{forum}/rounds/{round}/ballots", r.ballots, access.WriteForum)
	huma.Get(api, "/ballots/{code}", r.show, web.Public, o.Slowly)
}

type routes struct {
	store  *Store
	gate   *access.Gate
	public string
}

type openInput struct {
	tally.RoundInput
	Body BallotRequest
}

// BallotRequest opens a vote on phones.
type BallotRequest struct {
	ID            string          `json:"id,omitempty" format:"uuid" doc:"Made by the client"`
	SessionID     string          `json:"session_id" format:"uuid"`
	Kind          events.MarkKind `json:"kind"`
	Dots          int             `json:"dots,omitempty" minimum:"0" maximum:"100" doc:"Per phone"`
	Stacking      bool            `json:"stacking,omitempty" doc:"Several dots on one suggestion"`
	Scale         int             `json:"scale,omitempty" minimum:"0" maximum:"20" doc:"The highest mark; 5 when left out"`
	Title         given.Words     `json:"title,omitempty"`
	SuggestionIDs []string        `json:"suggestion_ids" minItems:"1" maxItems:"200" maxLength:"45" nullable:"false" doc:"In the order in which the phones show them"`
}

type ballotOutput struct{ Body BallotView }

// BallotView is a ballot as those see it who opened it.
type BallotView struct {
	ID            string              `json:"id"`
	Code          string              `json:"code"`
	URL           string              `json:"url" doc:"For the QR code"`
	Open          bool                `json:"open"`
	SessionID     string              `json:"session_id"`
	RoundID       string              `json:"round_id"`
	Version       int                 `json:"version"`
	Kind          events.MarkKind     `json:"kind"`
	Dots          int                 `json:"dots"`
	Stacking      bool                `json:"stacking"`
	Scale         int                 `json:"scale"`
	Title         events.Text         `json:"title"`
	SuggestionIDs events.List[string] `json:"suggestion_ids" nullable:"false"`
	OpenedAt      time.Time           `json:"opened_at"`
	Voters        int                 `json:"voters" doc:"Phones that have voted"`
	OneAddress    int                 `json:"one_address" doc:"The most of them that voted from one address"`
}

func (r *routes) view(b *Ballot) BallotView {
	return BallotView{
		ID: b.ID, Code: b.Code, URL: r.public + "/b/" + b.Code, Open: b.State == Open, SessionID: b.SessionID, RoundID: b.RoundID,
		Version: b.Version, Kind: b.Rules.Kind, Dots: b.Rules.Dots, Stacking: b.Rules.Stacking, Scale: b.Rules.Scale, Title: b.Title,
		SuggestionIDs: b.SuggestionIDs, OpenedAt: b.OpenedAt, Voters: b.Voters, OneAddress: b.OneAddress,
	}
}

func (r *routes) open(ctx context.Context, in *openInput) (*ballotOutput, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Body.SessionID)
	if err != nil {
		return nil, err
	}
	rules, err := Rules{Kind: in.Body.Kind, Dots: in.Body.Dots, Stacking: in.Body.Stacking, Scale: in.Body.Scale}.settled()
	if err != nil {
		return nil, err
	}
	ids, err := given.IDs("/suggestion_ids", in.Body.SuggestionIDs)
	if err != nil {
		return nil, err
	}
	b, err := r.store.Open(ctx, &Ballot{
		ID: given.NewID(in.Body.ID), ForumID: v.Forum, SessionID: v.Session, RoundID: given.ID(in.Round), Rules: rules,
		Title: in.Body.Title.Text(), SuggestionIDs: ids,
	}, v.By)
	if err != nil {
		return nil, err
	}
	return &ballotOutput{r.view(b)}, nil
}

type closeInput struct {
	tally.RoundInput
	Body *CloseRequest `required:"false"`
}

// CloseRequest may name the kind to close; otherwise all of the round are.
type CloseRequest struct {
	Kind events.MarkKind `json:"kind,omitempty"`
}

type ballotsOutput struct{ Body BallotPage }

// BallotPage is the ballots of a round, the first first.
type BallotPage struct {
	Items []BallotView `json:"items" nullable:"false"`
	Next  string       `json:"next" doc:"Always empty: there are few"`
}

func (r *routes) page(all []*Ballot, err error) (*ballotsOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &ballotsOutput{BallotPage{Items: make([]BallotView, len(all))}}
	for i, b := range all {
		out.Body.Items[i] = r.view(b)
	}
	return out, nil
}

func (r *routes) close(ctx context.Context, in *closeInput) (*ballotsOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	var kind events.MarkKind
	if in.Body != nil {
		kind = in.Body.Kind
	}
	return r.page(r.store.Close(ctx, v.Forum, given.ID(in.Round), kind, v.By, v.WritesTo))
}

func (r *routes) ballots(ctx context.Context, in *tally.RoundInput) (*ballotsOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return r.page(r.store.Ballots(ctx, v.Forum, given.ID(in.Round)))
}

type showInput struct {
	Code string `path:"code" maxLength:"20" doc:"With or without its hyphen, in any case"`
}

type showOutput struct{ Body PublicBallot }

// PublicBallot is a ballot as a phone shows it.
type PublicBallot struct {
	Title    events.Text     `json:"title"`
	Kind     events.MarkKind `json:"kind"`
	Dots     int             `json:"dots"`
	Stacking bool            `json:"stacking"`
	Scale    int             `json:"scale"`
	Items    []BallotItem    `json:"items" nullable:"false"`
	Open     bool            `json:"open"`
}

func (r *routes) show(ctx context.Context, in *showInput) (*showOutput, error) {
	b, items, err := r.store.Find(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &showOutput{PublicBallot{b.Title, b.Rules.Kind, b.Rules.Dots, b.Rules.Stacking, b.Rules.Scale, items, b.State == Open}}, nil
}
