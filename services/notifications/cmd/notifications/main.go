// Command notifications serves the notifications service on its own.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/caarlos0/env/v11"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/services/notifications"
)

func main() {
	os.Exit(service.Main("notifications", func(ctx context.Context, h *service.Host) (service.Service, error) {
		c, err := env.ParseAs[notifications.Config]()
		if err != nil {
			return nil, fmt.Errorf("reading the environment: %w", err)
		}
		return notifications.New(ctx, h, c)
	}))
}
