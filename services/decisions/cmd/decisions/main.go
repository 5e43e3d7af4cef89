// Command decisions runs the decisions service alone, against a PostgreSQL and
// a NATS server that the environment names.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/caarlos0/env/v11"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/services/decisions"
)

func main() {
	os.Exit(service.Main("decisions", func(ctx context.Context, h *service.Host) (service.Service, error) {
		c, err := env.ParseAs[decisions.Config]()
		if err != nil {
			return nil, fmt.Errorf("reading the environment: %w", err)
		}
		return decisions.New(ctx, h, c)
	}))
}
