// Package capture is how suggestions come in: those that tablets and the desk
// send, and those of other channels. Each is stored once however often it is
// sent, gets a number of the forum without gaps, and is answered by a receipt.
package capture

import (
	"cmp"
	"context"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Submission is one request's suggestions, all of one forum. Their ids are
// canonical; number, receipt and all that the server knows better are not set.
type Submission struct {
	Suggestions []suggestion.Suggestion
	tablet      string          // that sends them, "" for others
	context     context.Context // of the request: its trace and correlation id
}

// errRevoked is what a tablet hears whose token may still be good.
var errRevoked = problem.Unauthenticated("device_revoked")

// The outcomes of a suggestion that was sent.
const (
	Stored        = "stored"
	AlreadyStored = "already_stored"
	Conflict      = "conflict"
	Refused       = "refused"
)

// Receipt says what became of a suggestion. Number, Code and ReceivedAt are those
// of the stored one; Problem says why it was refused or is in conflict.
type Receipt struct {
	ID         string
	Outcome    string
	Number     int64
	Code       string
	ReceivedAt time.Time
	Problem    *problem.Error
}

// batch is the suggestions of several requests to one forum on their way into
// one transaction.
type batch struct {
	forum string
	in    []Submission
	items [][]item // of each submission, in its order
	fresh []*item  // to be stored: each id once, nothing refused, nothing known
}

// item is one suggestion and what became of it.
type item struct {
	sent    *suggestion.Suggestion
	tablet  string
	context context.Context
	now     *suggestion.Suggestion // as it is stored
	first   *item                  // the same id came before in this batch
	receipt Receipt
}

func newBatch(forum string, in []Submission) *batch {
	b := &batch{forum: forum, in: in, items: make([][]item, len(in))}
	for i := range in {
		b.items[i] = make([]item, len(in[i].Suggestions))
		for j := range b.items[i] {
			b.items[i][j] = item{sent: &in[i].Suggestions[j], tablet: in[i].tablet, context: in[i].context}
		}
	}
	return b
}

// decide decides all that can be decided without looking for ids.
func (b *batch) decide(f *facts) {
	byID := map[string]*item{}
	for i := range b.items {
		for j := range b.items[i] {
			it := &b.items[i][j]
			if f.revoked[it.tablet] {
				it.receipt = Receipt{ID: it.sent.ID, Outcome: Refused, Problem: errRevoked}
				continue
			}
			// Typed before the person was erased, arrived after.
			if f.erased[it.sent.AuthorID] {
				it.sent.AuthorID = ""
			}
			if f.erased[it.sent.TypedBy] {
				it.sent.TypedBy = ""
			}
			if p := f.refusal(it.sent); p != nil {
				it.receipt = Receipt{ID: it.sent.ID, Outcome: Refused, Problem: p}
				continue
			}
			if it.first = byID[it.sent.ID]; it.first == nil {
				byID[it.sent.ID] = it
				b.fresh = append(b.fresh, it)
			}
		}
	}
}

// settle answers the fresh items that turned out to be stored already.
func (b *batch) settle(known []suggestion.Suggestion) {
	byID := make(map[string]*suggestion.Suggestion, len(known))
	byNumber := map[[3]string]*suggestion.Suggestion{}
	for i := range known {
		k := &known[i]
		byID[k.ID] = k
		if k.SourceNumber != "" {
			byNumber[[3]string{k.ForumID, string(k.Source), k.SourceNumber}] = k
		}
	}
	fresh := b.fresh[:0]
	for _, it := range b.fresh {
		k := byID[it.sent.ID]
		if k == nil && it.sent.SourceNumber != "" {
			k = byNumber[[3]string{it.sent.ForumID, string(it.sent.Source), it.sent.SourceNumber}]
		}
		if k == nil {
			fresh = append(fresh, it)
			continue
		}
		it.now, it.receipt = k, again(it.sent, k)
	}
	b.fresh = fresh
}

// again answers a suggestion whose id, or whose number of its channel, is stored.
func again(sent, stored *suggestion.Suggestion) Receipt {
	r := Receipt{ID: sent.ID, Outcome: AlreadyStored, Number: stored.Number, Code: stored.Receipt, ReceivedAt: stored.ReceivedAt}
	switch {
	case stored.ForumID != sent.ForumID:
		return Receipt{ID: sent.ID, Outcome: Conflict, Problem: problem.Conflict("same_id_other_content")}
	case !stored.MadeOf(sent):
		r.Outcome, r.Problem = Conflict, problem.Conflict("same_id_other_content")
	}
	return r
}

// enter gives the fresh items their numbers after last and their receipts,
// "7K3F-92QX-AB"; what somebody was given a code for already keeps it.
func (b *batch) enter(last int64, at time.Time) (rows []*suggestion.Suggestion, told []bus.Outgoing) {
	for _, it := range b.fresh {
		last++
		it.sent.Receive(last, cmp.Or(it.sent.Receipt, text.NewCode(4, 4, 2)), at)
		it.now = it.sent
		it.receipt = Receipt{ID: it.now.ID, Outcome: Stored, Number: last, Code: it.now.Receipt, ReceivedAt: at}
		rows = append(rows, it.now)
		told = append(told, bus.Outgoing{Context: it.context, Event: events.SuggestionCaptured{Suggestion: it.now.Public()}})
	}
	return rows, told
}

// receipts are the answers to each submission, when all that is fresh has been
// stored.
func (b *batch) receipts() [][]Receipt {
	out := make([][]Receipt, len(b.items))
	for i := range b.items {
		out[i] = make([]Receipt, len(b.items[i]))
		for j := range b.items[i] {
			it := &b.items[i][j]
			if it.first != nil {
				it.receipt = again(it.sent, it.first.now)
			}
			out[i][j] = it.receipt
		}
	}
	return out
}
