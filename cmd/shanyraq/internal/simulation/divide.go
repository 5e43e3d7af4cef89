package simulation

import (
	"context"
	"slices"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
)

// One in so many matters is taken apart.
const (
	dividedOneIn = 12 // a line is about two matters
	splitOneIn   = 5  // of those said more than twice: one does not belong there
)

// takeApart splits lines off that do not belong, and divides lines that are about
// two matters. Each part is a matter of its own from then on.
func (p *play) takeApart(ctx context.Context) error {
	type part struct {
		from *item
		said *saying
		stay bool
		made *item
	}
	var parts []*part
	for i, it := range p.agenda {
		switch {
		case it.proposal == "":
		case len(it.carried()) > 2 && i%splitOneIn == 0:
			carried := it.carried()
			parts = append(parts, &part{from: it, said: carried[len(carried)-1]})
		case i%dividedOneIn == 1:
			parts = append(parts, &part{from: it, said: it.carried()[0], stay: true})
		}
	}
	err := p.each(ctx, "taking apart", len(parts), func(ctx context.Context, i int) error {
		one := parts[i]
		made, err := p.staff.secretary.Split(ctx, p.forum, one.from.proposal, decisions.SplitRequest{
			ID: client.NewID(), SuggestionIDs: []string{one.said.sent.ID}, Stay: one.stay,
		})
		if err != nil {
			return err
		}
		one.made = &item{idea: one.said.idea, proposal: made.ID, part: true, outcome: outcomes[i%len(outcomes)].name}
		return nil
	})
	if err != nil {
		return err
	}
	for _, one := range parts {
		one.made.said = []*saying{one.said}
		if one.stay {
			one.made.divided = one.said
			one.said.also = append(one.said.also, one.made)
			p.report.Divided++
		} else {
			one.made.split = one.said
			one.from.left = append(one.from.left, one.said)
			p.report.Split++
		}
		p.agenda = append(p.agenda, one.made)
	}
	return nil
}

// carried are those whose words the item's proposal carries.
func (it *item) carried() []*saying {
	var all []*saying
	for _, s := range it.said {
		if s.home != "" {
			all = append(all, s)
		}
	}
	if it.recommended != nil {
		all = append(all, it.recommended.also...)
	}
	return slices.DeleteFunc(all, it.gone)
}

// gone reports that a line was split off.
func (it *item) gone(s *saying) bool { return slices.Contains(it.left, s) }
