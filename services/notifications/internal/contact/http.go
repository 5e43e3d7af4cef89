package contact

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// Routes of the contacts.
//
// Who takes down a participant's contact at the registration desk may also look
// at it (masked), change and delete it: organisers, secretaries, facilitators.
// Nobody can read an address back. The same people see which channels there are.
func Routes(api huma.API, s *Store) {
	huma.Put(api, "/forums/{forum}/contacts/{participant}", s.put, web.Roles(desk...))
	huma.Get(api, "/forums/{forum}/contacts/{participant}", s.get, web.Roles(desk...))
	huma.Delete(api, "/forums/{forum}/contacts/{participant}", s.remove, web.NoContent, web.Roles(desk...))
	huma.Get(api, "/forums/{forum}/channels", s.offer, web.Roles(desk...))
}

var desk = []string{"organiser", "secretary", "facilitator"}

// Contact is how a participant can be reached, the address masked.
type Contact struct {
	ParticipantID string     `json:"participant_id"`
	Channel       Choice     `json:"channel"`
	MaskedAddress string     `json:"masked_address"`
	Language      string     `json:"language" format:"language" doc:"Language of the messages."`
	Unsubscribed  bool       `json:"unsubscribed" doc:"The participant used the link in a letter; a new consent opens the channel again."`
	Version       int        `json:"version"`
	ChangedAt     *time.Time `json:"changed_at"`
}

func present(p Person) Contact {
	c := Contact{
		ParticipantID: p.ID.String(), Channel: Choice(p.channel), MaskedAddress: Mask(p.address),
		Language: p.Language(), Unsubscribed: p.unsubscribed(), Version: p.contactVersion,
	}
	if p.contactAt != nil {
		at := p.contactAt.UTC()
		c.ChangedAt = &at
	}
	return c
}

// Choice is a channel, or none.
type Choice string

// Schema lists all that there can be; which are offered, the operator decides.
func (Choice) Schema(huma.Registry) *huma.Schema {
	return web.OneOf(append(slices.Clone(events.Channels), NoChannel)...)
}

// Named is a channel.
type Named string

// Schema lists all that there can be.
func (Named) Schema(huma.Registry) *huma.Schema { return web.OneOf(events.Channels...) }

// Path names a participant's contact. (Exported: huma does not look into
// embedded structs that are not.)
type Path struct {
	Forum       string `path:"forum" format:"uuid"`
	Participant string `path:"participant" format:"uuid"`
}

func (p Path) ids() (forum, participant uuid.UUID) {
	// huma has checked the format.
	forum, _ = uuid.Parse(p.Forum)
	participant, _ = uuid.Parse(p.Participant)
	return forum, participant
}

type putContact struct {
	Path
	Body struct {
		Channel  Choice `json:"channel"`
		Address  string `json:"address,omitempty" maxLength:"254" doc:"As the channel has it: a bare e-mail address; empty for channel none."`
		Language string `json:"language,omitempty" format:"language" doc:"Language of the messages; left out = as registered."`
	}
}

// Reach sets how somebody who wrote on the public form is reached, and returns the
// address masked.
func (s *Store) Reach(ctx context.Context, forum, participant uuid.UUID, channel, address, language string) (masked string, err error) {
	p, err := s.change(ctx, forum, participant, func(p *Person, now time.Time) (bool, error) {
		return p.Reach(s.Channels, channel, address, language, now)
	})
	return Mask(p.address), err
}

type contactAnswer struct{ Body Contact }

func (s *Store) put(ctx context.Context, in *putContact) (*contactAnswer, error) {
	forum, participant := in.ids()
	p, err := s.change(ctx, forum, participant, func(p *Person, now time.Time) (bool, error) {
		return p.Reach(s.Channels, string(in.Body.Channel), in.Body.Address, in.Body.Language, now)
	})
	if err != nil {
		return nil, err
	}
	return &contactAnswer{present(p)}, nil
}

func (s *Store) get(ctx context.Context, in *Path) (*contactAnswer, error) {
	p, err := s.load(ctx, uuid.MustParse(in.Forum), uuid.MustParse(in.Participant))
	if err != nil {
		return nil, err
	}
	return &contactAnswer{present(p)}, nil
}

// remove may be repeated: a contact that is not there is deleted.
func (s *Store) remove(ctx context.Context, in *Path) (*struct{}, error) {
	forum, participant := in.ids()
	_, err := s.change(ctx, forum, participant, func(p *Person, now time.Time) (bool, error) { return p.Forget(now), nil })
	return nil, err
}

// Offered is a channel that a participant can choose, in the words of the desk.
type Offered struct {
	Channel Named             `json:"channel"`
	Title   map[string]string `json:"title" doc:"Name of the channel, by language."`
	Address map[string]string `json:"address" doc:"What is asked for, by language."`
}

type offerInput struct {
	Forum string `path:"forum" format:"uuid"`
}

type offerAnswer struct {
	Body struct {
		Items []Offered `json:"items" nullable:"false"`
	}
}

func (s *Store) offer(context.Context, *offerInput) (*offerAnswer, error) {
	answer := &offerAnswer{}
	answer.Body.Items = s.Offer()
	return answer, nil
}

// Offer are the channels that a participant can choose.
func (s *Store) Offer() (all []Offered) {
	for _, name := range s.Channels.Names() {
		o := Offered{Channel: Named(name), Title: map[string]string{}, Address: map[string]string{}}
		for _, language := range words.Codes() {
			o.Title[language] = called(language, "channel_", name)
			o.Address[language] = called(language, "address_", name)
		}
		all = append(all, o)
	}
	return all
}

// called is what a channel, or the address that it wants, is called. A brand is
// called the same in every language and needs no words.
func called(language, what, channel string) string {
	if problem.Known(what + channel) {
		return problem.Say(language, what+channel, nil)
	}
	return strings.ToUpper(channel[:1]) + channel[1:]
}
