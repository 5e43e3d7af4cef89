package capture

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Whoever works in a session captures. A tablet captures for any session of its
// forum, because its queue may be older than its pairing. Whether it was revoked,
// the statement looks that stores: this is the one route without access.Gate's look.

// Routes registers the route of captures.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/suggestions", r.capture, access.WriteForum, audit.Off("many a second in every yurt, and kept with who captured each"))
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type captureInput struct {
	Forum    string `path:"forum" format:"uuid"`
	Language string `header:"Accept-Language" hidden:"true"`
	Body     CaptureRequest
}

// CaptureRequest is one or more suggestions of a forum, in the order in which
// they were said.
type CaptureRequest struct {
	Suggestions []CaptureItem `json:"suggestions" minItems:"1" maxItems:"200" nullable:"false"`
}

// CaptureItem is one suggestion as a tablet or the desk sends it.
type CaptureItem struct {
	ID            string           `json:"id" format:"uuid" doc:"Made by the client (UUIDv7); sending it again is harmless"`
	SessionID     string           `json:"session_id" format:"uuid"`
	RoundID       given.OptionalID `json:"round_id,omitempty"`
	ThemeID       given.OptionalID `json:"theme_id"`
	Text          string           `json:"text" minLength:"1" maxLength:"2000" doc:"Kept exactly as typed"`
	Language      string           `json:"language" format:"speech"`
	AuthorID      given.OptionalID `json:"author_id,omitempty" doc:"Participant; empty for anonymous"`
	TypedBy       given.OptionalID `json:"typed_by,omitempty"`
	DeviceID      given.OptionalID `json:"device_id,omitempty" doc:"The tablet it was typed on; the sending tablet when empty"`
	DeviceCounter int64            `json:"device_counter" minimum:"1" doc:"The tablet's own count, which gives the order on it"`
	TypedAt       *time.Time       `json:"typed_at,omitempty" doc:"By the tablet's clock"`
	Kind          string           `json:"kind,omitempty" enum:"idea"`
	Tags          []string         `json:"tags,omitempty" nullable:"false" doc:"At most 10, each of 1 to 40 letters, digits, hyphens and underscores; of those that differ in case only the first is kept. Tags of another wording come by reword"`
}

type captureOutput struct{ Body CaptureAnswer }

// CaptureAnswer has a receipt for each suggestion, in the request's order.
type CaptureAnswer struct {
	Receipts []CaptureReceipt `json:"receipts" nullable:"false"`
}

// CaptureReceipt says what became of one suggestion.
type CaptureReceipt struct {
	ID         string          `json:"id"`
	Outcome    string          `json:"outcome" enum:"stored,already_stored,conflict,refused"`
	Number     int64           `json:"number" doc:"Per forum, without gaps; 0 when nothing is stored under this id"`
	Receipt    string          `json:"receipt" doc:"Public code that opens the suggestion's way, XXXX-XXXX-XX"`
	ReceivedAt *time.Time      `json:"received_at,omitempty"`
	Problem    *CaptureProblem `json:"problem,omitempty"`
}

// CaptureProblem is why one suggestion was not taken, in the caller's language.
type CaptureProblem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
}

// capture stores suggestions. It answers 200 once everything that it calls
// stored is committed. What one suggestion is refused for does not touch the
// others; only a request that is not of the described shape is refused as a
// whole.
func (r *routes) capture(ctx context.Context, in *captureInput) (*captureOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	sent := make([]suggestion.Suggestion, len(in.Body.Suggestions))
	for i := range in.Body.Suggestions {
		sent[i] = in.Body.Suggestions[i].suggestion(v)
		if err := v.Belongs(sent[i].SessionID); err != nil {
			return nil, err
		}
	}
	receipts, err := r.store.Capture(ctx, v.Forum, v.Device, sent)
	if err != nil {
		return nil, err
	}
	return &captureOutput{Body: CaptureAnswer{Receipts: answers(receipts, in.Language)}}, nil
}

func (c *CaptureItem) suggestion(v access.Visitor) suggestion.Suggestion {
	s := suggestion.Suggestion{
		ID: given.ID(c.ID), ForumID: v.Forum, SessionID: given.ID(c.SessionID), RoundID: string(c.RoundID), ThemeID: string(c.ThemeID),
		Text: c.Text, Language: c.Language, Tags: c.Tags, AuthorID: string(c.AuthorID), TypedBy: string(c.TypedBy),
		DeviceID: string(c.DeviceID), DeviceCounter: c.DeviceCounter, TypedAt: c.TypedAt,
		Source: suggestion.SourceSession, CapturedBy: v.By,
	}
	if s.DeviceID == "" {
		s.DeviceID = v.Device
	}
	return s
}

func answers(receipts []Receipt, accepted string) []CaptureReceipt {
	out := make([]CaptureReceipt, len(receipts))
	for i := range receipts {
		r := &receipts[i]
		out[i] = CaptureReceipt{ID: r.ID, Outcome: r.Outcome, Number: r.Number, Receipt: r.Code}
		if !r.ReceivedAt.IsZero() {
			out[i].ReceivedAt = &r.ReceivedAt
		}
		if r.Problem != nil {
			out[i].Problem = say(r.Problem, web.Language(accepted))
		}
	}
	return out
}

func say(p *problem.Error, language string) *CaptureProblem {
	title := "title_conflict"
	if web.Status(p.Kind) == http.StatusUnprocessableEntity {
		title = "title_invalid_request"
	}
	return &CaptureProblem{
		Type:  web.ProblemType + strings.ReplaceAll(p.Code, "_", "-"),
		Title: problem.Say(language, title, nil), Detail: problem.Say(language, p.Code, p.Args), Code: p.Code,
	}
}
