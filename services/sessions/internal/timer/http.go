// Package timer starts, extends and ends the rounds of a session while it is played.
package timer

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
)

// Extension is a request to give a running round more (or less) time.
type Extension struct {
	Seconds int  `json:"seconds" minimum:"-86400" maximum:"86400"`
	Version *int `json:"version,omitempty" doc:"if given, refused when the round has another version: a repeated request then cannot extend twice"`
}

type (
	startInput struct {
		round.Path
		Body *Going
	}
	extendInput struct {
		round.Path
		Body Extension
	}
)

// Routes registers the timer's routes: organiser, moderators, facilitators and the
// session's own tablets start, extend and end rounds.
func Routes(api huma.API, s *Store) {
	const round = "/forums/{forum}/sessions/{session}/rounds/{round}"
	huma.Post(api, round+"/start", s.start, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
	huma.Post(api, round+"/extend", s.extend, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
	huma.Post(api, round+"/end", s.end, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
}

func (s *Store) start(ctx context.Context, in *startInput) (*round.Output, error) {
	var going Going
	if in.Body != nil {
		going = *in.Body
	}
	r, err := s.Start(ctx, in.ForumID(), in.SessionID(), in.Round.String(), going)
	return &round.Output{Body: r}, err
}

func (s *Store) extend(ctx context.Context, in *extendInput) (*round.Output, error) {
	r, err := s.Extend(ctx, in.ForumID(), in.SessionID(), in.Round.String(), in.Body.Seconds, in.Body.Version)
	return &round.Output{Body: r}, err
}

func (s *Store) end(ctx context.Context, in *round.Path) (*round.Output, error) {
	r, err := s.End(ctx, in.ForumID(), in.SessionID(), in.Round.String())
	return &round.Output{Body: r}, err
}
