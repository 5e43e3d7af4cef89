// Package trial is the test letter: an organiser who has entered a mail server sees
// at once what it answers.
package trial

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
	"github.com/shanyraq/shanyraq/services/notifications/internal/wording"
)

// Mail is how letters go out at the moment.
type Mail struct {
	Server  bool              `json:"server" doc:"to a mail server; else they are put into files in the data folder, and nobody gets them"`
	Trouble map[string]string `json:"trouble" doc:"why letters wait: what is wrong with the settings, by language; empty = nothing"`
}

type mailOutput struct{ Body Mail }

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
	huma.Get(api, "/mail", d.mail, web.RolesEverywhere("organiser"))
	huma.Post(api, "/test-letter", d.send, web.RolesEverywhere("organiser"))
}

func (d *Desk) mail(ctx context.Context, _ *struct{}) (*mailOutput, error) {
	out := &mailOutput{Mail{Trouble: map[string]string{}}}
	now, err := d.post.Now(ctx)
	var wrong *problem.Error
	switch {
	case errors.As(err, &wrong):
		out.Body.Server = true
		for _, language := range words.Codes() {
			out.Body.Trouble[language] = problem.Say(language, wrong.Code, wrong.Args)
		}
	case err != nil:
		return nil, err
	default:
		_, out.Body.Server = now.(*email.SMTP)
	}
	return out, nil
}

func (d *Desk) send(ctx context.Context, in *input) (*output, error) {
	address, err := d.post.Check(in.Body.Address)
	if err != nil {
		return nil, err
	}
	if slow := d.limit.Take(token.Of(ctx).Subject); slow != nil {
		return nil, slow
	}
	answer, sent, err := d.post.Try(ctx, channel.Message{
		ID: uuid.Must(uuid.NewV7()), Address: address, QueuedAt: time.Now(), Letter: arrived(in.Body.Language),
	})
	if err != nil {
		return nil, err
	}
	return &output{TestAnswer{Sent: sent, Answer: strings.ToValidUTF8(answer, "�")}}, nil
}

// arrived is a letter with nothing but that it has.
func arrived(language string) letter.Letter {
	say := wording.In(language)
	return letter.Letter{
		Language: language, Subject: say.Say("trial.subject"), From: say.Say("sender"), Greeting: say.Say("greeting"), Lead: []string{say.Say("trial.lead")},
		Regards: say.Say("regards"), Signature: []string{say.Say("signature")},
	}
}
