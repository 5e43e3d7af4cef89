package client

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
)

// identity is who calls: a token and the way to get the next one.
type identity struct {
	renew func(ctx context.Context) (sessions.Token, error)

	mu  sync.Mutex
	now grant
}

type grant struct {
	sessions.Token
	until time.Time // by our own clock, which need not agree with the server's
}

// margin is how long before its end a token is not used any more.
const margin = time.Minute

// lifetime is taken where the server's clock makes no sense to ours.
const lifetime = 5 * time.Minute

func (i *identity) token(ctx context.Context) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now.AccessToken == "" || time.Now().After(i.now.until) {
		t, err := i.renew(ctx)
		if err != nil {
			return "", err
		}
		i.keep(t)
	}
	return i.now.AccessToken, nil
}

func (i *identity) keep(t sessions.Token) {
	left := time.Until(t.ExpiresAt) - margin
	if left <= 0 {
		left = lifetime
	}
	i.now = grant{t, time.Now().Add(left)}
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
	nobody, credentials := c.as(nil), sessions.SignInInputBody{Login: login, Password: password}
	tokenOf := func(s sessions.SignedIn, err error) (sessions.Token, error) {
		return sessions.Token{AccessToken: s.AccessToken, ExpiresAt: s.ExpiresAt}, err
	}
	who := &identity{renew: func(ctx context.Context) (sessions.Token, error) {
		return tokenOf(askOnce(ctx, nobody, sessions.PostSignIn(), credentials))
	}}
	token, err := tokenOf(ask(ctx, nobody, sessions.PostSignIn(), credentials))
	if err != nil {
		return nil, fmt.Errorf("signing in as %s: %w", login, err)
	}
	who.keep(token)
	return c.as(who), nil
}

// Tablet is a paired device: its client captures for its session.
type Tablet struct {
	*Client
	DeviceID string
	Session  sessions.Session
}

// Pair pairs a new tablet to a session: c, a member of staff, shows the code,
// and the tablet redeems it. A code whose answer was lost is replaced by a new
// one for the same device.
func (c *Client) Pair(ctx context.Context, forum string, session sessions.Session, name string) (*Tablet, error) {
	device := NewID()
	for try := 0; ; try++ {
		code, err := c.ShowPairingCode(ctx, forum, session.ID)
		if err != nil {
			return nil, err
		}
		nobody := c.as(nil)
		p, err := ask(ctx, nobody, sessions.PostPairingsRedeem(), sessions.Redemption{Code: code.Code, DeviceID: device, Name: name})
		if status := statusOf(err); status >= 400 && status < 500 && try < 3 {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("pairing %s: %w", name, err)
		}
		who := &identity{renew: func(ctx context.Context) (sessions.Token, error) {
			return askOnce(ctx, nobody, sessions.PostDevicesByDeviceToken(device), sessions.TokenInputBody{Secret: p.Secret})
		}}
		who.keep(sessions.Token{AccessToken: p.AccessToken, ExpiresAt: p.ExpiresAt})
		return &Tablet{Client: c.as(who), DeviceID: device, Session: session}, nil
	}
}
