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
	var repeated []*item
	for _, it := range p.agenda {
		if it.gather(); len(it.merged) > 0 {
			repeated = append(repeated, it)
		}
	}
	return p.each(ctx, "merging", len(repeated), func(ctx context.Context, i int) error {
		it := repeated[i]
		var homes []string
		for _, s := range it.merged {
			homes = append(homes, s.home)
		}
		for some := range slices.Chunk(homes, mergedAtOnce) {
			if err := p.staff.secretary.Merge(ctx, p.forum, it.proposal, some); err != nil {
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

// gather settles which proposal stands for an item, the recommended one or the
// home of the first line that came through, and which are merged into it.
func (it *item) gather() {
	for _, s := range it.said {
		switch {
		case s.home == "":
		case it.recommended != nil && slices.Contains(it.recommended.said, s):
			it.proposal = it.recommended.proposal
		case it.recommended == nil && it.proposal == "":
			it.proposal = s.home
		default:
			it.merged = append(it.merged, s)
		}
	}
}

// word gives each proposal its Kazakh and its Russian wording.
func (p *play) word(ctx context.Context) error {
	var items []*item
	for _, it := range p.agenda {
		if it.proposal != "" && it.recommended == nil { // what a group recommends has its words
			items = append(items, it)
		}
	}
	return p.each(ctx, "wording", len(items), func(ctx context.Context, i int) error {
		text, checked := items[i].idea.Wording, true
		if text.Empty() {
			// Nobody has translated it: the words as spoken, not called checked.
			text, checked = events.Text{KK: items[i].idea.Text, RU: items[i].idea.Text}, false
		}
		return p.staff.secretary.Word(ctx, p.forum, items[i].proposal, text, checked)
	})
}
