package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/web/guard"
	"github.com/shanyraq/shanyraq/web"
)

// services are where each of them is reached.
type services map[string]*url.URL

// fromEnvironment reads SHANYRAQ_SESSIONS_URL and the others. Where a proxy passes
// everything on itself, none is named; some and not others is a mistake.
func fromEnvironment(get func(string) string) (services, error) {
	all, missing := services{}, []string{}
	for _, r := range web.Routes {
		name := "SHANYRAQ_" + strings.ToUpper(r.Service) + "_URL"
		if all[r.Service] != nil {
			continue
		}
		value := get(name)
		if value == "" {
			missing = append(missing, name)
			continue
		}
		to, err := url.Parse(value)
		if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" {
			return nil, fmt.Errorf("%s: want http:// or https://, a name, a port", name)
		}
		all[r.Service] = to
	}
	if len(all) > 0 && len(missing) > 0 {
		return nil, fmt.Errorf("%s is needed: the address of each service, or of none", missing[0])
	}
	return all, nil
}

// front serves the application, and everything else by the service that has it.
func front(all services, app http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, r := range web.Routes {
		if to := all[r.Service]; to != nil {
			mux.Handle(r.Path, passTo(to))
		}
	}
	mux.Handle("GET /healthz", guarded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })))
	mux.Handle("GET /readyz", guarded(readiness(all)))
	mux.Handle("/", guarded(app))
	return mux
}

// guarded gives an answer the headers that those of the services have.
func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard.Set(w.Header())
		h.ServeHTTP(w, r)
	})
}

// transport is one for everything that is passed on. The few that Go keeps open to
// each host would be closed and made anew for every other request of a full yurt.
var transport = &http.Transport{
	DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
	MaxIdleConnsPerHost: 256, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
}

// passTo passes requests on, live streams at once. What a proxy before us says of
// the caller's address stays, and ours is added: services believe so many.
func passTo(to *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // what a page says it comes from is held against it
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
			before := r.In.Header.Get("X-Forwarded-Proto")
			r.SetXForwarded()
			if before != "" {
				r.Out.Header.Set("X-Forwarded-Proto", before)
			}
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			guard.Set(w.Header())
			if r.Context().Err() == nil {
				fmt.Fprintf(os.Stderr, "web: %s %s: %v\n", r.Method, to.Host, err) // the path may name somebody
			}
			w.Header().Set("Retry-After", "1")
			http.Error(w, "this part of the forum cannot be reached at the moment", http.StatusBadGateway)
		},
	}
}

// readyTime is how long each service may take to say that it is ready.
const readyTime = 3 * time.Second

// readiness answers as the services do together.
func readiness(all services) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		for name, to := range all {
			if err := ready(ctx, to.JoinPath("readyz").String()); err != nil {
				http.Error(w, "not ready\n"+name+": "+err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		_, _ = fmt.Fprintln(w, "ready")
	})
}

func ready(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return errors.New("it cannot be reached")
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it says %s", resp.Status)
	}
	return nil
}
