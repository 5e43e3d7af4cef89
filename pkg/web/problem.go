package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/words"
)

func init() {
	huma.NewErrorWithContext = newError
	// A document without a request (generation of OpenAPI) gets the plain form.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return document("en", status, message, errs)
	}
}

// ProblemType is the base of problem type URIs.
const ProblemType = "https://shanyraq.kz/problems/"

// Document is a problem document (RFC 9457). Title and details are in the
// caller's language; Code is stable.
type Document struct {
	Type      string          `json:"type"`
	Title     string          `json:"title"`
	Status    int             `json:"status"`
	Detail    string          `json:"detail,omitempty"`
	Code      string          `json:"code"`
	RequestID string          `json:"request_id,omitempty"`
	Errors    []DocumentField `json:"errors,omitempty" nullable:"false"`
	extra     map[string]any
	cause     error
}

// DocumentField points at one wrong member (JSON pointer into the body) or
// parameter ("query.limit") of the request.
type DocumentField struct {
	Pointer string `json:"pointer"`
	Field   string `json:"field,omitempty" doc:"What the caller's language calls it; absent for the body as a whole"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

func (d *Document) Error() string { return d.Code }
func (d *Document) Unwrap() error { return d.cause }

// GetStatus and ContentType are what huma asks of an error.
func (d *Document) GetStatus() int { return d.Status }

// ContentType of every problem document.
func (d *Document) ContentType(_ string) string { return "application/problem+json" }

// MarshalJSON adds the extra members.
func (d *Document) MarshalJSON() ([]byte, error) {
	type plain Document
	data, err := json.Marshal((*plain)(d))
	if err != nil || len(d.extra) == 0 {
		return data, err
	}
	more, err := json.Marshal(d.extra)
	if err != nil {
		return nil, err
	}
	return append(append(data[:len(data)-1], ','), more[1:]...), nil
}

// Status maps a domain refusal to HTTP: the one place that does.
func Status(kind problem.Kind) int {
	switch kind {
	case problem.KindInvalid:
		return http.StatusUnprocessableEntity
	case problem.KindUnauthenticated:
		return http.StatusUnauthorized
	case problem.KindForbidden:
		return http.StatusForbidden
	case problem.KindNotFound:
		return http.StatusNotFound
	case problem.KindConflict:
		return http.StatusConflict
	case problem.KindTooMany:
		return http.StatusTooManyRequests
	case problem.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case problem.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// newError is huma's hook: it makes every error of every operation.
func newError(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	d := document(Language(ctx.Header("Accept-Language")), status, message, errs)
	d.RequestID = RequestID(ctx.Context())
	note(ctx.Context(), d)
	return d
}

// document makes the problem document of an error in the language.
func document(lang string, status int, message string, errs []error) *Document {
	for _, err := range errs {
		if p := (*problem.Error)(nil); errors.As(err, &p) {
			return fromProblem(lang, p, err)
		}
	}
	code, ok := codeOfStatus[status]
	if !ok {
		code = "internal_error"
	}
	d := &Document{Status: status}
	for _, err := range errs {
		var at *huma.ErrorDetail
		switch {
		case err == nil:
		case errors.Is(err, errBroken):
			code, d.Status = "body_broken", http.StatusBadRequest
		case errors.Is(err, errSlow):
			code, d.Status = "request_timeout", http.StatusRequestTimeout
		case errors.As(err, new(*http.MaxBytesError)):
			code, d.Status = "body_too_large", http.StatusRequestEntityTooLarge
		case errors.Is(err, errForm):
			code, d.Status = "bad_request", http.StatusBadRequest
		case strings.Contains(err.Error(), errText.Error()):
			code, d.Status = "invalid_text", http.StatusUnprocessableEntity
		case database.Away(err) && status == http.StatusInternalServerError: // what is wrong with a body stands above
			code, d.Status = "unavailable", http.StatusServiceUnavailable
		case errors.As(err, &at):
			d.Errors = append(d.Errors, fieldOf(lang, at))
		}
		if err != nil && at == nil {
			d.cause = err
		}
	}
	// A body that is no JSON is reported by huma as a field error of "body".
	if len(d.Errors) == 1 && d.Errors[0].Code == "malformed" {
		code, d.Status, d.Errors = "malformed_json", http.StatusBadRequest, nil
	}
	if message == "request body is required" {
		code = "body_required"
	}
	return d.say(lang, code, nil)
}

func fromProblem(lang string, p *problem.Error, cause error) *Document {
	d := &Document{Status: Status(p.Kind), extra: p.Extra, cause: cause}
	for _, f := range p.Fields {
		d.Errors = append(d.Errors, DocumentField{Pointer: f.Pointer, Code: f.Code, Detail: problem.Say(lang, f.Code, f.Args)})
	}
	return d.say(lang, p.Code, p.Args)
}

func (d *Document) say(lang, code string, args map[string]any) *Document {
	d.Type, d.Code = ProblemType+strings.ReplaceAll(code, "_", "-"), code
	d.Title = problem.Say(lang, titleOfStatus(d.Status), nil)
	d.Detail = problem.Say(lang, code, args)
	for i := range d.Errors {
		d.Errors[i].Field = FieldName(lang, d.Errors[i].Pointer)
	}
	return d
}

// Fail answers a request outside of the huma operations (live streams, pages)
// with err's problem document.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	if seconds := RetryAfter(err); seconds != "" {
		w.Header().Set(retryAfter, seconds)
	}
	answerWith(w, r, document(Language(r.Header.Get("Accept-Language")), http.StatusInternalServerError, "", []error{err}))
}

func answerWith(w http.ResponseWriter, r *http.Request, d *Document) {
	d.RequestID = RequestID(r.Context())
	note(r.Context(), d)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(d.Status)
	_ = json.NewEncoder(w).Encode(d)
}

var codeOfStatus = map[int]string{
	http.StatusBadRequest:            "bad_request",
	http.StatusUnauthorized:          "sign_in_required",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusNotAcceptable:         "not_acceptable",
	http.StatusRequestTimeout:        "request_timeout",
	http.StatusRequestEntityTooLarge: "body_too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "invalid_request",
	http.StatusServiceUnavailable:    "unavailable",
}

func titleOfStatus(status int) string {
	if code, ok := codeOfStatus[status]; ok {
		return "title_" + code
	}
	switch status {
	case http.StatusConflict:
		return "title_conflict"
	case http.StatusTooManyRequests:
		return "title_too_many"
	}
	return "title_internal_error"
}

// Language picks the reader's language by an Accept-Language header; the first one
// when nothing fits.
func Language(header string) string { return words.Preferred(header) }

func describeProblems(op *huma.Operation) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity)
	if !IsPublic(op) {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
}
