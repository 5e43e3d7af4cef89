// Command facilitation serves the facilitation service on its own.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/caarlos0/env/v11"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/services/facilitation"
)

func main() {
	os.Exit(service.Main("facilitation", func(ctx context.Context, h *service.Host) (service.Service, error) {
		c, err := env.ParseAs[facilitation.Config]()
		if err != nil {
			return nil, fmt.Errorf("reading the environment: %w", err)
		}
		return facilitation.New(ctx, h, c)
	}))
}
