// Package client speaks the public HTTP API of an installation, as the tablets
// and the desk do. It outlives a server that is killed and started again: every
// call is tried again until it is answered, which is harmless because the
// identifiers of what is made are made here.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// Patience is how long a call goes on trying when nothing else is said.
const Patience = 2 * time.Minute

const (
	tryTime    = 30 * time.Second // for one try; a hanging server is tried anew
	firstPause = 50 * time.Millisecond
	longest    = 2 * time.Second
	// faults bounds the tries of a request that is answered 500: a database
	// that restarts gets over it in a second or two, a bug never.
	faults = 8
	// hearsay is how long a service may take to hear of an organisation that
	// another one has registered: what was on its way when a server was killed is
	// delivered again after ten seconds.
	hearsay = 20 * time.Second
)

// Client speaks to one installation as one caller. It is safe for concurrent
// use.
type Client struct {
	base     string
	http     *http.Client
	patience time.Duration
	who      *identity // nil = nobody signed in
}

// New makes a client that nobody has signed in with yet. Its calls give up
// after patience (0 = at the first failure).
func New(url string, patience time.Duration) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 512
	transport.DisableCompression = true
	return &Client{base: strings.TrimRight(url, "/"), http: &http.Client{Transport: transport}, patience: patience}
}

// Over makes a client of the one installation that the transport leads to.
func Over(transport http.RoundTripper, patience time.Duration) *Client {
	return &Client{base: "http://inside", http: &http.Client{Transport: transport}, patience: patience}
}

// NewID makes an identifier for something that is about to be made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Ready asks once whether the installation serves.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.once(ctx, http.MethodGet, "/readyz", nil, nil)
	return err
}

// call sends in as JSON and decodes the answer into out (unless nil), again and
// again until there is an answer. It returns a *Problem when the answer is a
// refusal.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("%s %s: encoding: %w", method, path, err)
		}
	}
	started, renewed := time.Now(), false
	for try := 0; ; try++ {
		used, err := c.once(ctx, method, path, body, out)
		if err == nil {
			return nil
		}
		if !renewed && c.who != nil && statusOf(err) == http.StatusUnauthorized {
			renewed = true
			c.who.forget(used)
			continue
		}
		wait := pause(err, try)
		if ctx.Err() != nil || !passing(err, try, time.Since(started)) || time.Since(started)+wait > c.patience {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		if err := sleep(ctx, wait); err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		renewed = false
	}
}

// once sends one request. It returns the token it used.
func (c *Client) once(ctx context.Context, method, path string, body []byte, out any) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	req, token, err := c.request(ctx, method, path, body)
	if err != nil {
		return token, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return token, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return token, fmt.Errorf("reading the answer: %w", err)
	case resp.StatusCode >= 400:
		return token, problemOf(resp, data)
	case out == nil:
		return token, nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return token, &Problem{Document: facilitation.Document{Status: resp.StatusCode, Code: "unreadable_answer", Detail: err.Error()}}
	}
	return token, nil
}

func (c *Client) request(ctx context.Context, method, path string, body []byte) (*http.Request, string, error) {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept-Language", "en")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.who == nil {
		return req, "", nil
	}
	token, err := c.who.token(ctx)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return req, token, nil
}

// passing reports whether the failure may go away by itself.
func passing(err error, try int, since time.Duration) bool {
	var p *Problem
	if !errors.As(err, &p) {
		return true // no answer, or half of one
	}
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusInternalServerError:
		return try < faults
	}
	return Refused(err, "organisation_not_known") && since < hearsay
}

// pause grows with the tries and differs from caller to caller, so that a crowd
// does not come back at once.
func pause(err error, try int) time.Duration {
	var p *Problem
	if errors.As(err, &p) && p.retryAfter > 0 {
		return p.retryAfter
	}
	d := min(firstPause<<min(try, 10), longest)
	return d/2 + rand.N(d) // #nosec G404 -- spreads load, guards nothing
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
