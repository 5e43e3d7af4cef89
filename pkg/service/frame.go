package service

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Frame is what every service stands on: its schema, its part in the exchange of
// events, its API and its log. A service embeds it and adds its slices.
type Frame struct {
	DB  *sqlx.DB
	Bus *bus.Bus
	API *huma.Group
	Log *zap.Logger
	// Audit is who did what here; its route is the service's, which knows the roles.
	Audit *audit.Log

	name string
}

// Open raises the frame of the service called name (its schema, stream and path):
// the schema is brought up to date by the bus's migrations, then by those given,
// in their order. about introduces the API. Close closes what was opened.
func (h *Host) Open(ctx context.Context, name, about string, migrations ...database.Migrations) (_ *Frame, err error) {
	f := &Frame{name: name, Log: h.Log.Named(name)}
	if f.DB, err = database.Open(ctx, h.DatabaseURL, name); err != nil {
		return nil, err
	}
	h.databases = append(h.databases, f.DB)
	err = database.Migrate(ctx, f.DB, append([]database.Migrations{{Name: "bus", FS: bus.Migrations}, {Name: "audit", FS: audit.Migrations}}, migrations...)...)
	if err != nil {
		return nil, err
	}
	if f.Bus, err = bus.Open(ctx, h.bus(name, f.DB)); err != nil {
		return nil, err
	}
	f.Audit = audit.New(f.DB, f.Log)
	f.API = web.NewAPI(h.Mux, name, about, f.Audit.Watch)
	return f, nil
}

// Close lets go of the databases of all services, after Serve has returned or
// when they could not all be made.
func (h *Host) Close() {
	for _, db := range h.databases {
		_ = db.Close()
	}
}

// Name is the service's name.
func (f *Frame) Name() string { return f.name }

// Ready returns nil when the service can store and publish.
func (f *Frame) Ready(ctx context.Context) error {
	if err := f.DB.PingContext(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return f.Bus.Ready(ctx)
}

// OpenAPI describes the service's routes.
func (f *Frame) OpenAPI() ([]byte, error) { return web.OpenAPI(f.API) }
