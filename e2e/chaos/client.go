package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// tryTime is how long one request may take; then its outcome is not known.
const tryTime = 3 * time.Second

// caller speaks HTTP as one person or tablet.
type caller struct {
	base  string
	http  *http.Client
	renew func(ctx context.Context) (string, error) // nil: nobody
	from  string                                    // the address that a proxy names

	mu    sync.Mutex
	token string
}

func newCaller(base string) *caller {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return &caller{base: base, http: &http.Client{Transport: t}}
}

// as is another caller of the same house.
func (c *caller) as(renew func(ctx context.Context) (string, error)) *caller {
	return &caller{base: c.base, http: c.http, renew: renew}
}

// refusal is an answer that says no: it is known that nothing was done.
type refusal struct {
	status int
	code   string
	body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.body) }

func refusedWith(err error, code string) bool {
	var r *refusal
	return errors.As(err, &r) && r.code == code
}

// once sends one request. An error that is no refusal leaves open whether it was
// done: no answer, half of one, or one that speaks of a fault.
func (c *caller) once(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	if c.from != "" {
		req.Header.Set("X-Forwarded-For", c.from)
	}
	used := ""
	if c.renew != nil {
		if used, err = c.bearer(ctx); err != nil {
			return fmt.Errorf("a token: %w", err)
		}
		req.Header.Set("Authorization", "Bearer "+used)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode == http.StatusUnauthorized && c.renew != nil:
		c.forget(used)
		return fmt.Errorf("the token is refused: %s", data)
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("%s: %s", resp.Status, data)
	case resp.StatusCode >= 400:
		r := &refusal{status: resp.StatusCode, body: string(data)}
		var p struct{ Code string }
		_ = json.Unmarshal(data, &p)
		r.code = p.Code
		return r
	case out == nil:
		return nil
	}
	return json.Unmarshal(data, out)
}

func (c *caller) bearer(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token == "" {
		t, err := c.renew(ctx)
		if err != nil {
			return "", err
		}
		c.token = t
	}
	return c.token, nil
}

func (c *caller) forget(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token == token {
		c.token = ""
	}
}

// again repeats a request until it is answered, or ctx ends.
func (c *caller) again(ctx context.Context, method, path string, in, out any) error {
	return answered(ctx, func() error { return c.once(ctx, method, path, in, out) })
}

// answered repeats what is not answered.
func answered(ctx context.Context, try func() error) error {
	for {
		err := try()
		var r *refusal
		if err == nil || errors.As(err, &r) {
			return err
		}
		pause(ctx, 50*time.Millisecond+rand.N(150*time.Millisecond)) // #nosec G404 -- spreads load
		if ctx.Err() != nil {
			return fmt.Errorf("nothing but: %w", err)
		}
	}
}

// all reads every page of a list.
func all[T any](ctx context.Context, c *caller, path string) ([]T, error) {
	var items []T
	for after := ""; ; {
		var page struct {
			Items []T
			Next  string
		}
		if err := c.again(ctx, http.MethodGet, path+"?limit=500&after="+after, nil, &page); err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		items = append(items, page.Items...)
		if after = page.Next; after == "" {
			return items, nil
		}
	}
}

// signIn is the way to a token of an account.
func (c *caller) signIn(who credentials) func(ctx context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		var out struct {
			AccessToken string `json:"access_token"`
		}
		err := c.once(ctx, http.MethodPost, "/api/sessions/sign-in", who, &out)
		return out.AccessToken, err
	}
}
