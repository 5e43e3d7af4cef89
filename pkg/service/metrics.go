package service

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"
)

// serveMetrics answers /metrics: at an address of their own for whoever reaches
// it, or at ours for callers of this machine. Figures of a forum are not for the
// public, and what comes through a proxy of this machine is the public.
func (h *Host) serveMetrics(ctx context.Context) (stop func(), err error) {
	handler := promhttp.HandlerFor(h.Metrics, promhttp.HandlerOpts{})
	if h.MetricsListen == "" {
		h.Mux.Handle("GET /metrics", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !local(r) {
				http.NotFound(w, r)
				return
			}
			handler.ServeHTTP(w, r)
		}))
		return func() {}, nil
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", h.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("listening for metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", handler)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: zap.NewStdLog(h.Log.Named("metrics")),
	}
	go func() { _ = server.Serve(ln) }()
	return func() { _ = server.Close() }, nil
}

func local(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}
