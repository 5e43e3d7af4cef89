package bus

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Header names of the CloudEvents NATS binding in binary mode. NATS headers
// are case-sensitive, so they are written exactly so and never canonicalised.
const (
	headerVersion     = "ce-specversion"
	headerID          = "ce-id"
	headerSource      = "ce-source"
	headerType        = "ce-type"
	headerTime        = "ce-time"
	headerForum       = "ce-subject"
	headerCorrelation = "ce-correlationid" // extension
	headerName        = "ce-name"          // extension: the Go and schema name
	headerContent     = "content-type"
	headerTrace       = "Traceparent"
)

// cloudEvent is the message of one outbox row.
func cloudEvent(service string, r outboxRow) *nats.Msg {
	h := nats.Header{
		jetstream.MsgIDHeader: {r.EventID.String()}, // within the duplicate window published again is stored once
		headerVersion:         {"1.0"},
		headerID:              {r.EventID.String()},
		headerSource:          {source(service)},
		headerType:            {eventType(r.Subject)},
		headerTime:            {r.CreatedAt.UTC().Format(time.RFC3339Nano)},
		headerForum:           {forum(r.Subject)},
		headerCorrelation:     {r.Correlation},
		headerName:            {r.Name},
		headerContent:         {"application/json"},
	}
	if r.Traceparent != "" {
		h[headerTrace] = []string{r.Traceparent}
	}
	return &nats.Msg{Subject: r.Subject, Header: h, Data: []byte(r.Data)}
}

func source(service string) string { return "/shanyraq/" + service }

// eventType is the subject without the forum:
// "kz.shanyraq.decisions.decision.recorded.v1".
func eventType(subject string) string {
	parts := strings.Split(subject, ".")
	if len(parts) > 1 {
		parts = append(parts[:1:1], parts[2:]...)
	}
	return "kz.shanyraq." + strings.Join(parts, ".")
}

func forum(subject string) string {
	parts := strings.SplitN(subject, ".", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

// receive reads a delivered message. Its error says that the message is not an
// event of ours and never will be.
func receive(subject string, sequence uint64, h nats.Header, data []byte) (Received, error) {
	r := Received{
		Name: h.Get(headerName), Subject: subject, Sequence: sequence,
		Source: h.Get(headerSource), Correlation: h.Get(headerCorrelation),
		Data: data, span: spanFrom(h.Get(headerTrace)),
	}
	var err error
	if r.ID, err = uuid.Parse(h.Get(headerID)); err != nil {
		return r, fmt.Errorf("reading %s: %w", headerID, err)
	}
	if r.Time, err = time.Parse(time.RFC3339Nano, h.Get(headerTime)); err != nil {
		return r, fmt.Errorf("reading %s: %w", headerTime, err)
	}
	return r, nil
}
