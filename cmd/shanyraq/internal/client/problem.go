package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// Problem is a refusal as the server words it (RFC 9457).
type Problem struct {
	facilitation.Document
	retryAfter time.Duration
}

func (p *Problem) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d %s: %s", p.Status, p.Code, p.Detail)
	for _, e := range p.Errors {
		fmt.Fprintf(&s, " [%s %s: %s]", e.Pointer, e.Code, e.Detail)
	}
	if p.Status >= 500 && p.RequestID != "" {
		fmt.Fprintf(&s, " (request %s)", p.RequestID)
	}
	return s.String()
}

// Refused reports whether err is the server's refusal with one of the codes, of
// the whole or of one member.
func Refused(err error, codes ...string) bool {
	var p *Problem
	if !errors.As(err, &p) {
		return false
	}
	for _, e := range p.Errors {
		if slices.Contains(codes, e.Code) {
			return true
		}
	}
	return slices.Contains(codes, p.Code)
}

func statusOf(err error) int {
	var p *Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

func problemOf(resp *http.Response, data []byte) error {
	p := &Problem{}
	p.Code, p.Detail = "no_problem_document", strings.TrimSpace(string(data[:min(len(data), 200)]))
	_ = json.Unmarshal(data, p) // what is not a document is quoted
	p.Status = resp.StatusCode
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		p.retryAfter = min(time.Duration(s)*time.Second, 10*time.Second)
	}
	return p
}
