package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// stage is the forum that is captured in.
type stage struct {
	ID, Session, Theme, Device string
	staff, tablet              string // tokens
}

// setTheStage makes a forum with a theme, a session and a paired tablet.
func (b *bench) setTheStage(ctx context.Context) (s stage, err error) {
	var in struct {
		AccessToken string `json:"access_token"`
	}
	if err := b.call(ctx, "", "POST", "/api/sessions/sign-in", map[string]string{"login": organiser, "password": b.password}, &in); err != nil {
		return s, err
	}
	s = stage{ID: newID(), Session: newID(), Theme: newID(), Device: newID(), staff: in.AccessToken}
	title := map[string]string{"kk": "Өлшеу", "ru": "Замер"}
	forum, now := "/api/sessions/forums/"+s.ID, time.Now().UTC()
	var code struct {
		Code string `json:"code"`
	}
	for _, step := range []struct {
		path string
		in   any
		out  any
	}{
		{"/api/sessions/forums", map[string]any{"id": s.ID, "kind": "city", "title": title, "region": "KZ-75", "time_zone": "Asia/Almaty",
			"starts_on": now.Format(time.DateOnly), "ends_on": now.Format(time.DateOnly), "state": "running"}, nil},
		{forum + "/themes", map[string]any{"id": s.Theme, "key": "bench", "title": title}, nil},
		{forum + "/sessions", map[string]any{"id": s.Session, "kind": "breakout", "theme_id": s.Theme, "title": title, "yurt": 1,
			"starts_at": now, "ends_at": now.Add(time.Hour)}, nil},
		{forum + "/sessions/" + s.Session + "/pairings", nil, &code},
	} {
		if err := b.call(ctx, s.staff, "POST", step.path, step.in, step.out); err != nil {
			return s, err
		}
	}
	if err := b.call(ctx, "", "POST", "/api/sessions/pairings/redeem", map[string]string{"code": code.Code, "device_id": s.Device, "name": "bench"}, &in); err != nil {
		return s, err
	}
	s.tablet = in.AccessToken
	return s, nil
}

// call is for what is not measured.
func (b *bench) call(ctx context.Context, token, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+b.address+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, data)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// captures sends a suggestion a request, each worker over one connection of its
// own. It writes HTTP by hand: the client shares the machine with the server,
// and what it costs is taken from what is measured.
func (b *bench) captures(ctx context.Context, _ int) (worker, error) {
	c, err := b.connect(ctx)
	if err != nil {
		return worker{}, err
	}
	return worker{once: func(context.Context) error { return c.capture(newID()) }, close: c.close}, nil
}

func (b *bench) connect(ctx context.Context) (*capturer, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", b.address)
	if err != nil {
		return nil, err
	}
	return &capturer{bench: b, conn: conn, in: bufio.NewReader(conn)}, nil
}

type capturer struct {
	*bench
	conn    net.Conn
	in      *bufio.Reader
	counter int
	out     bytes.Buffer
}

func (c *capturer) close() { _ = c.conn.Close() }

func (c *capturer) capture(id string) error {
	c.counter++
	body := fmt.Sprintf(`{"suggestions":[{"id":%q,"session_id":%q,"theme_id":%q,"text":%q,"language":"kk","device_id":%q,"device_counter":%d,"kind":"idea"}]}`,
		id, c.forum.Session, c.forum.Theme, text, c.forum.Device, c.counter)
	c.out.Reset()
	fmt.Fprintf(&c.out, "POST /api/facilitation/forums/%s/suggestions HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		c.forum.ID, c.address, c.forum.tablet, len(body), body)
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"outcome":"stored"`)) {
		return fmt.Errorf("capture: %s: %s", resp.Status, answer)
	}
	return nil
}
