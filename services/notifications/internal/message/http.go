package message

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// Routes of the messages.
//
// A letter is between the forum and one person, so only the organisers and
// secretaries, who answer for it, may read messages and follow them live.
// Nobody writes messages: they are derived from the chain.
func Routes(api huma.API, s *Store, b *bus.Bus) {
	huma.Get(api, "/forums/{forum}/messages", s.listMessages, web.Roles(readers...))
	huma.Get(api, "/forums/{forum}/messages/{message}", s.getMessage, web.Roles(readers...))
	huma.Get(api, "/forums/{forum}/message-counts", s.countMessages, web.Roles(readers...))
	huma.Get(api, "/forums/{forum}/live", live(b), web.EventStream, web.Roles(readers...))
}

var readers = []string{"organiser", "secretary"}

// NoticeSummary is a message without its words.
type NoticeSummary struct {
	ID            string              `json:"id"`
	ParticipantID string              `json:"participant_id"`
	Kind          events.NoticeKind   `json:"kind"`
	FactID        string              `json:"fact_id" doc:"Id of the event that the message tells of."`
	SuggestionIDs []string            `json:"suggestion_ids" nullable:"false"`
	Language      string              `json:"language" doc:"Empty until composed."`
	Channel       string              `json:"channel"`
	Subject       string              `json:"subject" doc:"Empty until composed and after erasure."`
	State         events.MessageState `json:"state"`
	Attempts      int                 `json:"attempts"`
	MadeAt        time.Time           `json:"made_at"`
	QueuedAt      *time.Time          `json:"queued_at"`
	NextAttemptAt *time.Time          `json:"next_attempt_at"`
	SentAt        *time.Time          `json:"sent_at"`
	LastError     string              `json:"last_error"`
	MaskedAddress string              `json:"masked_address"`
	Version       int                 `json:"version"`
}

// NoticeWithBody is a message with its words.
type NoticeWithBody struct {
	NoticeSummary
	Body NoticeBody `json:"body"`
}

// NoticeBody is a letter in both its forms; empty until composed and after
// erasure. The unsubscribe link, which would let a reader act for the person,
// is left out.
type NoticeBody struct {
	Text string `json:"text"`
	HTML string `json:"html"`
}

func (r row) summary() (NoticeSummary, *letter.Letter, error) {
	m, err := r.message()
	if err != nil {
		return NoticeSummary{}, nil, err
	}
	s := NoticeSummary{
		ID: r.ID.String(), ParticipantID: r.ParticipantID.String(), Kind: events.NoticeKind(r.Kind), FactID: r.FactID.String(),
		SuggestionIDs: r.SuggestionIDs, Language: r.Language, Channel: r.Channel, State: r.State, Attempts: r.Attempts,
		MadeAt: r.MadeAt.UTC(), QueuedAt: m.queuedAt, NextAttemptAt: utc(r.NextAttemptAt), SentAt: m.sentAt,
		LastError: r.LastError, MaskedAddress: contact.Mask(r.Address), Version: r.Version,
	}
	if m.letter != nil {
		s.Subject = m.letter.Subject
	}
	return s, m.letter, nil
}

type listInput struct {
	Forum       string              `path:"forum" format:"uuid"`
	Participant string              `query:"participant_id" format:"uuid"`
	State       events.MessageState `query:"state"`
	Kind        events.NoticeKind   `query:"kind"`
	After       string              `query:"after" format:"uuid" doc:"The cursor of the page before."`
	Limit       int                 `query:"limit" minimum:"1" maximum:"500" default:"100"`
	web.Window
}

// NoticeList is a page of messages, the newest first.
type NoticeList struct {
	Items []NoticeSummary `json:"items" nullable:"false"`
	Next  string          `json:"next"`
	Total *int64          `json:"total,omitempty" doc:"How many the filters let pass; only when asked for."`
}

type listAnswer struct{ Body NoticeList }

func (s *Store) listMessages(ctx context.Context, in *listInput) (*listAnswer, error) {
	rows, total, err := s.list(ctx, filter{in.Forum, in.Participant, string(in.State), string(in.Kind), in.After, in.Limit + 1, in.Window})
	if err != nil {
		return nil, err
	}
	page := NoticeList{Items: []NoticeSummary{}, Total: total}
	for i, r := range rows {
		if i == in.Limit {
			page.Next = page.Items[i-1].ID
			break
		}
		item, _, err := r.summary()
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, item)
	}
	return &listAnswer{page}, nil
}

type getInput struct {
	Forum   string `path:"forum" format:"uuid"`
	Message string `path:"message" format:"uuid"`
}

type getAnswer struct{ Body NoticeWithBody }

func (s *Store) getMessage(ctx context.Context, in *getInput) (*getAnswer, error) {
	r, err := s.get(ctx, in.Forum, in.Message)
	if err != nil {
		return nil, err
	}
	answer := &getAnswer{}
	summary, words, err := r.summary()
	if err != nil {
		return nil, err
	}
	answer.Body.NoticeSummary = summary
	if words != nil {
		if answer.Body.Body.Text, err = words.Text(""); err != nil {
			return nil, err
		}
		if answer.Body.Body.HTML, err = words.HTML(""); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

type forumInput struct {
	Forum string `path:"forum" format:"uuid"`
}

// NoticeCounts is how many messages of a forum are in each state.
type NoticeCounts struct {
	Total         int `json:"total"`
	Waiting       int `json:"waiting" doc:"For a contact, a consent or a piece of the chain."`
	Queued        int `json:"queued"`
	Held          int `json:"held" doc:"They may have been sent before the server was restored, and wait for an organiser's word."`
	Sending       int `json:"sending"`
	Sent          int `json:"sent"`
	Failed        int `json:"failed"`
	Undeliverable int `json:"undeliverable"`
	Stopped       int `json:"stopped" doc:"By a withdrawal or an erasure."`
}

type countsAnswer struct{ Body NoticeCounts }

func (s *Store) countMessages(ctx context.Context, in *forumInput) (*countsAnswer, error) {
	n, err := s.counts(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, count := range n {
		total += count
	}
	return &countsAnswer{NoticeCounts{
		Total: total, Waiting: n[Waiting], Queued: n[Queued], Held: n[Held], Sending: n[Sending], Sent: n[Sent],
		Failed: n[Failed], Undeliverable: n[Undeliverable], Stopped: n[Stopped],
	}}, nil
}

// liveInput names the forum that is followed.
type liveInput struct {
	Forum string `path:"forum" format:"uuid"`
	web.Position
}

// live streams the forum's notices: who (by opaque id) was told of which fact,
// neither words nor addresses.
func live(b *bus.Bus) func(context.Context, *liveInput) (*huma.StreamResponse, error) {
	return func(ctx context.Context, in *liveInput) (*huma.StreamResponse, error) {
		forum, err := uuid.Parse(in.Forum)
		if err != nil {
			return nil, problem.NotFound("not_found")
		}
		return web.Raw(func(w http.ResponseWriter, r *http.Request) error {
			return b.Live(w, r, "notifications."+forum.String()+".>")
		}), nil
	}
}
