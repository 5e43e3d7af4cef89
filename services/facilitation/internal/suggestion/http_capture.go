package suggestion

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// OptionalID is a UUID or "".
type OptionalID string

// Schema describes it; id checks it.
func (OptionalID) Schema(huma.Registry) *huma.Schema {
	most := 45
	return &huma.Schema{Type: huma.TypeString, Description: "UUID, or empty", MaxLength: &most}
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
	ID            string     `json:"id" format:"uuid" doc:"Made by the client (UUIDv7); sending it again is harmless"`
	SessionID     string     `json:"session_id" format:"uuid"`
	RoundID       OptionalID `json:"round_id,omitempty"`
	ThemeID       OptionalID `json:"theme_id"`
	Text          string     `json:"text" minLength:"1" maxLength:"2000" doc:"Kept exactly as typed"`
	Language      string     `json:"language" format:"speech"`
	AuthorID      OptionalID `json:"author_id,omitempty" doc:"Participant; empty for anonymous"`
	TypedBy       OptionalID `json:"typed_by,omitempty"`
	DeviceID      OptionalID `json:"device_id,omitempty" doc:"The tablet it was typed on; the sending tablet when empty"`
	DeviceCounter int64      `json:"device_counter" minimum:"1" doc:"The tablet's own count, which gives the order on it"`
	TypedAt       *time.Time `json:"typed_at,omitempty" doc:"By the tablet's clock"`
	Kind          string     `json:"kind,omitempty" enum:"idea"`
	Tags          []string   `json:"tags,omitempty" nullable:"false" doc:"At most 10, each of 1 to 40 letters, digits, hyphens and underscores; of those that differ in case only the first is kept. Tags of another wording come by reword"`
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
// whole, and so is one of a revoked tablet.
func (r *routes) capture(ctx context.Context, in *captureInput) (*captureOutput, error) {
	receipts, err := r.take(ctx, in.Forum, &in.Body)
	if err != nil {
		return nil, err
	}
	return &captureOutput{Body: CaptureAnswer{Receipts: answers(receipts, in.Language)}}, nil
}

func (r *routes) take(ctx context.Context, forum string, c *CaptureRequest) ([]Receipt, error) {
	forum, caller, err := admit(ctx, forum)
	if err != nil {
		return nil, err
	}
	drafts, err := c.drafts(forum, caller)
	if err != nil {
		return nil, err
	}
	return r.store.Capture(ctx, forum, Submission{Device: tablet(caller), Drafts: drafts})
}

// captureQuickly is a middleware of capture: see quickDecode. It stands before
// the gate, because storing looks for itself whether the tablet was revoked.
func (r *routes) captureQuickly(ctx huma.Context, next func(huma.Context)) {
	buffer := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(buffer)
	buffer.Reset()
	_, err := buffer.ReadFrom(io.LimitReader(ctx.BodyReader(), quickLimit))
	body := buffer.Bytes()
	rest := &replayed{humaContext: ctx, body: io.MultiReader(bytes.NewReader(body), ctx.BodyReader())}
	if err != nil || len(body) == quickLimit || ctx.Header("Content-Type") != "application/json" {
		next(rest)
		return
	}
	request, ok := quickDecode(body)
	if !ok {
		next(rest)
		return
	}
	receipts, err := r.take(ctx.Context(), ctx.Param("forum"), &request)
	if err != nil {
		_ = huma.WriteErr(r.api, ctx, http.StatusInternalServerError, "", err)
		return
	}
	answer, ok := quickEncode(receipts)
	if !ok {
		answer, err = json.Marshal(CaptureAnswer{Receipts: answers(receipts, ctx.Header("Accept-Language"))})
		if err != nil {
			_ = huma.WriteErr(r.api, ctx, http.StatusInternalServerError, "", err)
			return
		}
	}
	ctx.SetHeader("Content-Type", "application/json")
	ctx.SetStatus(http.StatusOK)
	_, _ = ctx.BodyWriter().Write(answer)
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// quickLimit leaves larger bodies, and the refusal of too large ones, to others.
const quickLimit = 256 << 10

// replayed is a request whose body begins with what was read of it.
type replayed struct {
	humaContext
	body io.Reader
}

// humaContext is huma.Context under a name that is not one of its methods.
type humaContext huma.Context

func (r *replayed) BodyReader() io.Reader { return r.body }

func (c *CaptureRequest) drafts(forum string, caller token.Caller) ([]Draft, error) {
	drafts := make([]Draft, len(c.Suggestions))
	for i := range c.Suggestions {
		s, d := &c.Suggestions[i], &drafts[i]
		*d = Draft{
			ForumID: forum, Text: s.Text, Language: s.Language, DeviceCounter: s.DeviceCounter, TypedAt: s.TypedAt,
			Source: SourceSession, By: caller.Subject, Tags: s.Tags,
		}
		for _, f := range [...]struct {
			into *string
			from string
			name string
		}{
			{&d.ID, s.ID, "id"}, {&d.SessionID, s.SessionID, "session_id"}, {&d.RoundID, string(s.RoundID), "round_id"},
			{&d.ThemeID, string(s.ThemeID), "theme_id"}, {&d.AuthorID, string(s.AuthorID), "author_id"},
			{&d.TypedBy, string(s.TypedBy), "typed_by"}, {&d.DeviceID, string(s.DeviceID), "device_id"},
		} {
			var ok bool
			if *f.into, ok = canonical(f.from); !ok {
				return nil, problem.InvalidField(fmt.Sprintf("/suggestions/%d/%s", i, f.name), "want_uuid")
			}
		}
		if d.DeviceID == "" {
			d.DeviceID = tablet(caller)
		}
	}
	return drafts, nil
}

func answers(receipts []Receipt, acceptLanguage string) []CaptureReceipt {
	out := make([]CaptureReceipt, len(receipts))
	for i := range receipts {
		r := &receipts[i]
		out[i] = CaptureReceipt{ID: r.ID, Outcome: r.Outcome, Number: r.Number, Receipt: r.Code}
		if !r.ReceivedAt.IsZero() {
			out[i].ReceivedAt = &r.ReceivedAt
		}
		if r.Problem != nil {
			out[i].Problem = sayProblem(r.Problem, web.Language(acceptLanguage))
		}
	}
	return out
}

func sayProblem(p *problem.Error, language string) *CaptureProblem {
	title := "title_conflict"
	if web.Status(p.Kind) == http.StatusUnprocessableEntity {
		title = "title_invalid_request"
	}
	return &CaptureProblem{
		Type:  web.ProblemType + strings.ReplaceAll(p.Code, "_", "-"),
		Title: problem.Say(language, title, nil), Detail: problem.Say(language, p.Code, p.Args), Code: p.Code,
	}
}

// id is a UUID in its canonical form, or the problem that it is none.
func id(s, pointer string) (string, error) {
	c, ok := canonical(s)
	if !ok || c == "" {
		return "", problem.InvalidField(pointer, "want_uuid")
	}
	return c, nil
}

// canonical returns a UUID in lower case with four hyphens, "" for "".
func canonical(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	if plainUUID(s) {
		return s, true
	}
	u, err := uuid.Parse(s)
	return u.String(), err == nil
}

// tablet is the caller's device id, "" for staff.
func tablet(c token.Caller) string {
	if c.Kind == "tablet" {
		return c.Subject
	}
	return ""
}
