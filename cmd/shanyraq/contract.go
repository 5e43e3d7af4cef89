package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/danielgtaylor/huma/v2/yaml"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/asyncapi"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/token"
)

type contractCommand struct {
	Dir string `arg:"" help:"The folder with the schemas, to write into." default:"schemas"`
}

// Run builds the services on a throw-away database and writes what their
// handlers and their subscriptions say of themselves.
func (c *contractCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("/tmp", "shanyraq-contract-")
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
	services, _, err := newServices(ctx, host, make([]byte, 32), false)
	if err != nil {
		return err
	}
	documents, err := contractDocuments(os.DirFS(c.Dir), host, services)
	if err != nil {
		return err
	}
	for name, doc := range documents {
		if err := os.WriteFile(filepath.Join(c.Dir, name), doc, 0o644); err != nil {
			return fmt.Errorf("writing the contract: %w", err)
		}
	}
	return nil
}

// contractDocuments maps file names in the folder of the schemas to what is made
// of the services: an OpenAPI document of each, and the AsyncAPI document.
func contractDocuments(schemas fs.FS, host *service.Host, services []service.Service) (map[string][]byte, error) {
	documents := map[string][]byte{}
	var listeners []asyncapi.Listener
	for _, s := range services {
		doc, err := s.OpenAPI()
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := yaml.Convert(&out, bytes.NewReader(doc)); err != nil {
			return nil, fmt.Errorf("writing the document of %s as YAML: %w", s.Name(), err)
		}
		documents["openapi/"+s.Name()+".yaml"] = out.Bytes()
		listeners = append(listeners, asyncapi.Listener{Service: s.Name(), Hears: s.Subscriptions(), Heeds: host.Heeds})
	}
	doc, err := asyncapi.Document(schemas, listeners...)
	documents["asyncapi.yaml"] = doc
	return documents, err
}
