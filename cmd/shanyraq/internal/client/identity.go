package client

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// identity is who calls: a token and the way to get the next one.
type identity struct {
	renew func(ctx context.Context) (grant, error)

	mu  sync.Mutex
	now grant
}

type grant struct {
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
	until       time.Time // by our own clock, which need not agree with the server's
}

// margin is how long before its end a token is not used any more.
const margin = time.Minute

// lifetime is taken where the server's clock makes no sense to ours.
const lifetime = 5 * time.Minute

func (i *identity) token(ctx context.Context) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now.AccessToken == "" || time.Now().After(i.now.until) {
		g, err := i.renew(ctx)
		if err != nil {
			return "", err
		}
		i.keep(g)
	}
	return i.now.AccessToken, nil
}

func (i *identity) keep(g grant) {
	left := time.Until(g.ExpiresAt) - margin
	if left <= 0 {
		left = lifetime
	}
	g.until = time.Now().Add(left)
	i.now = g
}

// forget drops a token that was refused, unless another call has renewed it.
func (i *identity) forget(token string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now.AccessToken == token {
		i.now = grant{}
	}
}

// forgetAny drops the token there is.
func (i *identity) forgetAny() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.now = grant{}
}

// as is the same client for another caller.
func (c *Client) as(who *identity) *Client {
	other := *c
	other.who = who
	return &other
}

// SignIn returns a client for a staff account. It signs in again by itself when
// its token has run out.
func (c *Client) SignIn(ctx context.Context, login, password string) (*Client, error) {
	nobody := c.as(nil)
	credentials := map[string]string{"login": login, "password": password}
	who := &identity{renew: func(ctx context.Context) (grant, error) {
		var g grant
		_, err := nobody.once(ctx, http.MethodPost, "/api/sessions/sign-in", mustJSON(credentials), &g)
		return g, err
	}}
	var g grant
	if err := nobody.call(ctx, http.MethodPost, "/api/sessions/sign-in", credentials, &g); err != nil {
		return nil, fmt.Errorf("signing in as %s: %w", login, err)
	}
	who.keep(g)
	return c.as(who), nil
}

// Tablet is a paired device: its client captures for its session.
type Tablet struct {
	*Client
	DeviceID string
	Session  Session
}

// Pair pairs a new tablet to a session: c, a member of staff, shows the code,
// and the tablet redeems it. A code whose answer was lost is replaced by a new
// one for the same device.
func (c *Client) Pair(ctx context.Context, forum string, session Session, name string) (*Tablet, error) {
	device := NewID()
	for try := 0; ; try++ {
		code, err := c.ShowPairingCode(ctx, forum, session.ID)
		if err != nil {
			return nil, err
		}
		var p struct {
			grant
			Secret string `json:"secret"`
		}
		nobody := c.as(nil)
		err = nobody.call(ctx, http.MethodPost, "/api/sessions/pairings/redeem",
			map[string]string{"code": code.Code, "device_id": device, "name": name}, &p)
		if status := statusOf(err); status >= 400 && status < 500 && try < 3 {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("pairing %s: %w", name, err)
		}
		who := &identity{renew: func(ctx context.Context) (grant, error) {
			var g grant
			_, err := nobody.once(ctx, http.MethodPost, "/api/sessions/devices/"+device+"/token",
				mustJSON(map[string]string{"secret": p.Secret}), &g)
			return g, err
		}}
		who.keep(p.grant)
		return &Tablet{Client: c.as(who), DeviceID: device, Session: session}, nil
	}
}
