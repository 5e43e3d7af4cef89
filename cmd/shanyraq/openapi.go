package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/danielgtaylor/huma/v2/yaml"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/token"
)

type openAPICommand struct {
	Dir string `arg:"" help:"Folder to write into." default:"schemas/openapi"`
}

// Run builds the services on a throw-away database and writes what their
// handlers say of themselves.
func (c *openAPICommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("/tmp", "shanyraq-openapi-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o711); err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	parts, err := embedded.Start(ctx, embedded.Options{DataDir: dir, Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer parts.Stop()
	host := &service.Host{
		DatabaseURL: parts.DatabaseURL, NATS: parts.NATS, Log: zap.NewNop(), Metrics: service.NewMetrics(),
		Verifier: token.NewVerifier(), PublicURL: "http://127.0.0.1:8080", Mux: http.NewServeMux(), DataDir: dir,
	}
	defer host.Close()
	services, err := newServices(ctx, host, make([]byte, 32), credentials{})
	if err != nil {
		return err
	}
	documents, err := openAPIDocuments(services)
	if err != nil {
		return err
	}
	for name, doc := range documents {
		if err := os.WriteFile(filepath.Join(c.Dir, name), doc, 0o644); err != nil {
			return fmt.Errorf("writing an API document: %w", err)
		}
	}
	return nil
}

// openAPIDocuments maps file names to the services' documents in YAML.
func openAPIDocuments(services []service.Service) (map[string][]byte, error) {
	documents := map[string][]byte{}
	for _, s := range services {
		doc, err := s.OpenAPI()
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := yaml.Convert(&out, bytes.NewReader(doc)); err != nil {
			return nil, fmt.Errorf("writing the document of %s as YAML: %w", s.Name(), err)
		}
		documents[s.Name()+".yaml"] = out.Bytes()
	}
	return documents, nil
}
