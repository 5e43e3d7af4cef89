package simulation

import (
	"context"
	"slices"

	"github.com/shanyraq/shanyraq/events"
)

// mergedAtOnce is how many proposals one request may merge.
const mergedAtOnce = 200

// merge makes one proposal of what was said several times.
func (p *play) merge(ctx context.Context) error {
	if err := p.findHomes(ctx); err != nil {
		return err
	}
	var repeated []*item
	for _, it := range p.agenda {
		if len(it.homes()) > 1 {
			repeated = append(repeated, it)
		}
	}
	return p.each(ctx, "merging", len(repeated), func(ctx context.Context, i int) error {
		homes := repeated[i].homes()
		for some := range slices.Chunk(homes[1:], mergedAtOnce) {
			if err := p.staff.secretary.Merge(ctx, p.forum, homes[0], some); err != nil {
				return err
			}
		}
		return nil
	})
}

// findHomes learns which proposal stands for which suggestion.
func (p *play) findHomes(ctx context.Context) error {
	p.Progress.begin("reading the proposals", 0)
	proposals, err := p.staff.secretary.Proposals(ctx, p.forum, "open")
	if err != nil {
		return err
	}
	for _, proposal := range proposals {
		for _, s := range proposal.Suggestions {
			if said := p.saying[s.ID]; said != nil {
				said.home = proposal.ID
			}
		}
	}
	return nil
}

// homes are the item's proposals, the first to carry all: its own, if that came
// through.
func (it *item) homes() []string {
	var ids []string
	for _, s := range it.said {
		if s.home != "" {
			ids = append(ids, s.home)
		}
	}
	return ids
}

// word gives each proposal its Kazakh and its Russian wording.
func (p *play) word(ctx context.Context) error {
	var items []*item
	for _, it := range p.agenda {
		if len(it.homes()) > 0 {
			items = append(items, it)
		}
	}
	return p.each(ctx, "wording", len(items), func(ctx context.Context, i int) error {
		text, checked := items[i].idea.Wording, true
		if text.Empty() {
			// Nobody has translated it: the words as spoken, not called checked.
			text, checked = events.Text{KK: items[i].idea.Text, RU: items[i].idea.Text}, false
		}
		return p.staff.secretary.Word(ctx, p.forum, items[i].homes()[0], text, checked)
	})
}
