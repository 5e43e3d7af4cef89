package way

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
)

// Routes registers the way. It opens with the receipt's code, which only the person
// who spoke was given; it never names that person.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/ways/{receipt}", s.way, web.Public)
}

// Answer is the way of one suggestion.
type Answer struct{ Body Way }

func (s *Store) way(ctx context.Context, in *struct {
	Receipt string `path:"receipt" maxLength:"40" doc:"As it stands on the receipt; spelling is forgiven."`
}) (*Answer, error) {
	w, err := s.Way(ctx, in.Receipt)
	if err != nil {
		return nil, err
	}
	return &Answer{w}, nil
}
