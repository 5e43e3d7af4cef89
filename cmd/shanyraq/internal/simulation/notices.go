package simulation

import (
	"context"
	"slices"
	"strings"
)

// due is how many notices there must be of each: a person, a kind, and those of
// the person's suggestions that the fact is about.
type due map[string]int

// owe adds the notices of one fact: one to each author who wants to be told,
// however many of the suggestions are theirs.
func (d due) owe(inform map[string]bool, kind string, said ...*saying) {
	byAuthor := map[string][]string{}
	for _, s := range said {
		if inform[s.sent.AuthorID] {
			byAuthor[s.sent.AuthorID] = append(byAuthor[s.sent.AuthorID], s.sent.ID)
		}
	}
	for author, ids := range byAuthor {
		d[noticeKey(author, kind, ids)]++
	}
}

func noticeKey(participant, kind string, suggestions []string) string {
	sorted := slices.Sorted(slices.Values(suggestions))
	return participant + " " + kind + " " + strings.Join(sorted, ",")
}

func (d due) total() (n int) {
	for _, k := range d {
		n += k
	}
	return n
}

// noticesDue are the notices that follow from what was done.
func (p *play) noticesDue() due {
	d, inform := due{}, p.inform()
	for _, it := range p.agenda {
		for _, s := range it.said {
			if s.receipt.Number != 0 && !it.part {
				d.owe(inform, "receipt", s)
			}
		}
		for _, s := range it.merged {
			d.owe(inform, "merged", s) // the words of the others moved
		}
		if it.split != nil {
			d.owe(inform, "split", it.split)
		}
		if it.divided != nil {
			d.owe(inform, "divided", it.divided)
		}
		carried := it.carried()
		if it.decision.ID != "" {
			d.owe(inform, "decided", carried...)
		}
		if it.measure.ID != "" {
			d.owe(inform, "planned", carried...)
		}
		for i := range it.reports {
			d.owe(inform, "reported", carried...) // it came in
			if i == 0 && it.returned {
				d.owe(inform, "returned", carried...)
			} else {
				d.owe(inform, "reported", carried...) // it was accepted
			}
		}
		if it.released {
			d.owe(inform, "off_control", carried...)
		}
	}
	for _, r := range p.lines {
		d.owe(inform, "recommended", slices.Concat(r.said, r.also, r.released)...)
		d.owe(inform, "released", r.released...)
		if r.dropped {
			for _, s := range r.said {
				d.owe(inform, "unmerged", s)
			}
		}
	}
	return d
}

// awaitNotices waits until as many notices as are due were handed over.
func (p *play) awaitNotices(ctx context.Context) error {
	n := p.noticesDue().total()
	p.Progress.begin("delivering notices", n)
	shown := 0
	_, err := p.live.await(ctx, func() bool {
		p.Progress.step(p.live.sent - shown)
		shown = p.live.sent
		return p.live.sent >= n
	})
	return err
}

// auditNotices compares the notices due with those that the service says it
// has handed over.
func (p *play) auditNotices(ctx context.Context) error {
	messages, err := p.staff.secretary.Messages(ctx, p.forum)
	if err != nil {
		return err
	}
	d, got, facts := p.noticesDue(), due{}, map[string]int{}
	for _, m := range messages {
		if m.State == "sent" {
			got[noticeKey(m.ParticipantID, m.Kind, m.SuggestionIDs)]++
		}
		facts[m.ParticipantID+" "+m.Kind+" "+m.FactID]++
	}
	p.report.NoticesDue, p.report.NoticesSent = d.total(), got.total()
	leg := p.report.leg("notices")
	for key, n := range d {
		leg.miss(n-got[key], "notice %s: %d due, %d sent", key, n, got[key])
	}
	extra := 0
	for key, n := range got {
		extra += leg.repeat(n-d[key], "notice %s: %d due, %d sent", key, d[key], n)
	}
	for key, n := range facts {
		if extra == 0 { // else it is counted already
			leg.repeat(n-1, "%d messages about one fact: %s", n, key)
		}
	}
	return nil
}
