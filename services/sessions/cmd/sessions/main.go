// Command sessions runs the sessions service alone, against an external
// PostgreSQL and NATS. Its settings come from the environment.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"

	"github.com/caarlos0/env/v11"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/services/sessions"
)

func main() { os.Exit(service.Main("sessions", build)) }

func build(ctx context.Context, h *service.Host) (service.Service, error) {
	c, err := env.ParseAs[sessions.Config]()
	if err != nil {
		return nil, fmt.Errorf("reading the environment: %w", err)
	}
	signer, err := c.Signer()
	if err != nil {
		return nil, err
	}
	// The other services are told the public key.
	h.Log.Info("tokens are signed", zap.String("SHANYRAQ_TOKEN_PUBLIC_KEYS", base64.StdEncoding.EncodeToString(signer.PublicKey())))
	s, err := sessions.New(ctx, h, c)
	if err != nil {
		return nil, err
	}
	address, err := s.SetUpURL(ctx)
	if err == nil && address != "" {
		_, _ = fmt.Fprintln(os.Stdout, "Nobody can sign in yet. The first organiser begins here, once:", address) // on the terminal, in no log
	}
	return s, err
}
