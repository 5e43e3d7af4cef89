package bus

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// storedAt asks the stream's leader for the message at a sequence, or for the
// first one from there on that fits the filter. The client library would ask any
// replica, of which one may be behind and miss what is there. nil: there is none.
func (b *Bus) storedAt(ctx context.Context, stream string, sequence uint64, filter string) (*storedMsg, error) {
	request, err := json.Marshal(struct {
		Seq  uint64 `json:"seq"`
		Next string `json:"next_by_subj,omitempty"`
	}{sequence, filter})
	if err != nil {
		return nil, err
	}
	answer, err := b.NATS.RequestWithContext(ctx, "$JS.API.STREAM.MSG.GET."+stream, request)
	if err != nil {
		return nil, fmt.Errorf("reading message %d of stream %s: %w", sequence, stream, err)
	}
	var got struct {
		Message *storedMsg
		Error   *jetstream.APIError
	}
	if err := json.Unmarshal(answer.Data, &got); err != nil {
		return nil, fmt.Errorf("reading message %d of stream %s: %w", sequence, stream, err)
	}
	switch {
	case got.Error != nil && got.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound:
		return nil, nil //nolint:nilnil // promised above
	case got.Error != nil:
		return nil, fmt.Errorf("reading message %d of stream %s: %w", sequence, stream, got.Error)
	}
	return got.Message, nil
}

type storedMsg struct {
	Sequence uint64 `json:"seq"`
	Headers  []byte `json:"hdrs"`
}

// eventAt is the id of the event at a sequence, the zero id where there is none.
func (b *Bus) eventAt(ctx context.Context, stream string, sequence uint64) (uuid.UUID, error) {
	if sequence == 0 { // before the first
		return uuid.Nil, nil
	}
	m, err := b.storedAt(ctx, stream, sequence, "")
	if err != nil || m == nil {
		return uuid.Nil, err
	}
	h, err := nats.DecodeHeadersMsg(m.Headers)
	if err != nil {
		return uuid.Nil, nil //nolint:nilerr // no event of ours
	}
	id, err := uuid.Parse(h.Get(headerID))
	if err != nil {
		return uuid.Nil, nil //nolint:nilerr // as above
	}
	return id, nil
}
