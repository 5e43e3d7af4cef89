// Package trial is the test letter: an organiser who has entered a mail server sees
// at once what it answers.
package trial

import (
	"context"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
	"github.com/shanyraq/shanyraq/services/notifications/internal/wording"
)

// Desk sends test letters.
type Desk struct {
	post  *email.Post
	limit *web.Limit // of an account: a server that is asked too often shuts us out
}

// New makes a desk.
func New(post *email.Post) *Desk { return &Desk{post, web.NewLimit(5, 10*time.Second)} }

// TestLetter is a request for a test letter.
type TestLetter struct {
	Address  string `json:"address" maxLength:"200"`
	Language string `json:"language,omitempty" format:"language" default:"kk"`
}

// TestAnswer is what the mail server said.
type TestAnswer struct {
	Sent   bool   `json:"sent" doc:"the server took the letter over"`
	Answer string `json:"answer" doc:"in the server's own words; empty where no server is configured"`
}

type (
	input  struct{ Body TestLetter }
	output struct{ Body TestAnswer }
)

// Routes registers the route of the test letter, for whom the settings are for.
func Routes(api huma.API, d *Desk) {
	huma.Post(api, "/test-letter", d.send, web.RolesEverywhere("organiser"))
}

func (d *Desk) send(ctx context.Context, in *input) (*output, error) {
	address, err := d.post.Check(in.Body.Address)
	if err != nil {
		return nil, err
	}
	if slow := d.limit.Take(token.Of(ctx).Subject); slow != nil {
		return nil, slow
	}
	answer, sent := d.post.Try(ctx, channel.Message{
		ID: uuid.Must(uuid.NewV7()), Address: address, QueuedAt: time.Now(), Letter: words(in.Body.Language),
	})
	return &output{TestAnswer{Sent: sent, Answer: strings.ToValidUTF8(answer, "�")}}, nil
}

// words are a letter with nothing but that it has arrived.
func words(language string) letter.Letter {
	say := wording.In(language)
	return letter.Letter{
		Language: language, Subject: say.Say("trial.subject"), From: say.Say("sender"), Greeting: say.Say("greeting"), Lead: []string{say.Say("trial.lead")},
		Regards: say.Say("regards"), Signature: []string{say.Say("signature")},
	}
}
