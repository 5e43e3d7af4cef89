package suggestion

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// batch is the drafts of several requests to one forum on their way into one
// transaction.
type batch struct {
	forum string
	in    []Submission
	items [][]item // of each submission, in its order
	fresh []*item  // to be stored: each id once, nothing refused, nothing known
	err   []error  // why a submission as a whole is refused
}

// item is one draft and what became of it.
type item struct {
	draft   *Draft
	in      *Submission
	first   *item // the same id came before in this batch
	now     Suggestion
	receipt Receipt
}

func newBatch(forum string, in []Submission, f facts) *batch {
	b := &batch{forum: forum, in: in, items: make([][]item, len(in)), err: make([]error, len(in))}
	n := 0
	for i := range in {
		n += len(in[i].Drafts)
	}
	all, byID := make([]item, n), make(map[string]*item, n)
	b.fresh = make([]*item, 0, n)
	for i := range in {
		if in[i].Device != "" && f.revoked[in[i].Device] {
			b.err[i] = problem.Unauthenticated("device_revoked")
			continue
		}
		k := len(in[i].Drafts)
		b.items[i], all = all[:k:k], all[k:]
		for j := range in[i].Drafts {
			b.sort(&b.items[i][j], &in[i], &in[i].Drafts[j], f, byID)
		}
	}
	return b
}

// sort decides what can be decided of a draft without looking for its id.
func (b *batch) sort(it *item, in *Submission, d *Draft, f facts, byID map[string]*item) {
	it.draft, it.in = d, in
	// Typed before the person was erased, arrived after.
	if f.erased[d.AuthorID] {
		d.AuthorID = ""
	}
	if f.erased[d.TypedBy] {
		d.TypedBy = ""
	}
	tags, p := newTags(d.Tags)
	if p == nil {
		d.Tags, p = tags, f.refusal(d)
	}
	if p != nil {
		it.receipt = Receipt{ID: d.ID, Outcome: Refused, Problem: p}
		return
	}
	if it.first = byID[d.ID]; it.first == nil {
		byID[d.ID] = it
		b.fresh = append(b.fresh, it)
	}
}

// settle answers the fresh items that turned out to be stored already.
func (b *batch) settle(known []stored) {
	byID := make(map[string]*stored, len(known))
	byNumber := map[[3]string]*stored{}
	for i := range known {
		k := &known[i]
		byID[k.ID] = k
		if k.SourceNumber != "" {
			byNumber[[3]string{k.ForumID, k.Source, k.SourceNumber}] = k
		}
	}
	fresh := b.fresh[:0]
	for _, it := range b.fresh {
		k := byID[it.draft.ID]
		if k == nil && it.draft.SourceNumber != "" {
			k = byNumber[[3]string{it.draft.ForumID, it.draft.Source, it.draft.SourceNumber}]
		}
		if k == nil {
			fresh = append(fresh, it)
			continue
		}
		it.now, it.receipt = k.Suggestion, k.receipt(it.draft)
	}
	b.fresh = fresh
}

// name gives the fresh items their receipts and numbers after last.
func (b *batch) name(last int64, codes []string, at time.Time) {
	for i, it := range b.fresh {
		last++
		it.now = it.draft.becomes(last, codes[i], at)
		it.receipt = Receipt{ID: it.draft.ID, Outcome: Stored, Number: last, Code: codes[i], ReceivedAt: at}
	}
}

// verdicts are the answers, when all that is fresh has been stored.
func (b *batch) verdicts() []verdict {
	out := make([]verdict, len(b.items))
	for i, items := range b.items {
		out[i].err = b.err[i]
		out[i].receipts = make([]Receipt, len(items))
		for j := range items {
			it := &items[j]
			if it.first != nil {
				it.receipt = (&stored{it.first.now}).receipt(it.draft)
			}
			out[i].receipts[j] = it.receipt
		}
	}
	return out
}

func (b *batch) events() []bus.Outgoing {
	out := make([]bus.Outgoing, len(b.fresh))
	for i, it := range b.fresh {
		out[i] = bus.Outgoing{Context: it.in.context, Event: events.SuggestionCaptured{Suggestion: it.now.public()}}
	}
	return out
}
