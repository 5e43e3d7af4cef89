package way

import (
	"maps"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
)

// walk follows a suggestion's strands from its home to where they are now, and
// tells on the way who else was there: what it tells adds up at every step.
type walk struct {
	*facts
	at    map[int64]string // where each strand stands
	stays []stay
	steps []Step
}

// stay is a time that the suggestion spent in one proposal.
type stay struct {
	proposal string
	from, to time.Time // to is zero for the present one
}

func (f *facts) walk() *walk {
	w := &walk{facts: f, at: map[int64]string{}}
	if len(f.strands) > 0 {
		w.put(f.strands[0].ID, proposal.HomeID(f.suggestion.ID), time.Time{})
	}
	for _, m := range f.moves {
		w.follow(m)
	}
	return w
}

// carriers are the proposals where the suggestion stands, its first one first.
func (w *walk) carriers() []string {
	var ids []string
	for _, s := range w.strands {
		if id := w.at[s.ID]; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w *walk) stayed(proposal string, at time.Time) bool {
	return slices.ContainsFunc(w.stays, func(s stay) bool {
		return s.proposal == proposal && !at.Before(s.from) && (s.to.IsZero() || at.Before(s.to))
	})
}

// within is stayed, but neither as it came nor as it left.
func (w *walk) within(proposal string, at time.Time) bool {
	return w.stayed(proposal, at) && !slices.ContainsFunc(w.stays, func(s stay) bool { return s.proposal == proposal && s.from.Equal(at) })
}

// put has a strand stand in a proposal, "" = nowhere.
func (w *walk) put(strand int64, proposal string, at time.Time) {
	before := w.at[strand]
	w.at[strand] = proposal
	if before != "" && !slices.Contains(w.carriers(), before) {
		for i, s := range w.stays {
			if s.proposal == before && s.to.IsZero() {
				w.stays[i].to = at
			}
		}
	}
	if proposal != "" && !slices.ContainsFunc(w.stays, func(s stay) bool { return s.proposal == proposal && s.to.IsZero() }) {
		w.stays = append(w.stays, stay{proposal: proposal, from: at})
	}
}

func (w *walk) follow(m moveFact) {
	before := w.carriers()
	if slices.ContainsFunc(w.strands, func(s strandFact) bool { return slices.Contains(m.Strands, s.ID) }) {
		w.move(m, slices.Contains(before, m.ToID))
	}
	if m.Gained > 0 && slices.Contains(before, m.ToID) {
		w.tell(Step{Kind: "joined", key: "step_joined", n: m.Gained}, m.ToID, m.At)
	}
	if m.Lost > 0 && slices.Contains(w.carriers(), m.FromID) {
		w.tell(Step{Kind: "left", key: "step_left", n: m.Lost}, m.FromID, m.At)
	}
}

// move moves the suggestion itself. together says that it stands there already.
func (w *walk) move(m moveFact, together bool) {
	was, again := maps.Clone(w.at), false // again: a strand that had ended begins anew
	for _, s := range w.strands {
		if !slices.Contains(m.Strands, s.ID) {
			continue
		}
		before, known := was[s.ID]
		again = again || known && before == "" && m.Kind == "unmerged"
		to := m.ToID
		if m.Kind == "released" || m.Kind == "merged" && s.Parent != 0 && was[s.Parent] == m.ToID {
			to = ""
		}
		w.put(s.ID, to, m.At)
	}
	step := Step{Kind: m.Kind, key: "step_" + m.Kind, n: m.Carries - 1}
	switch {
	case m.Kind == "released":
		step.n = 0
	case m.Kind == "merged" && together:
		step.Kind, step.key, step.n = "rejoined", "step_rejoined", 0
	case m.Kind == "recommended" || m.Kind == "merged" && m.Recommended:
		step.Kind, step.key = "recommended", "step_recommended"
		step.Detail, step.said = w.recommendedThen(m.ToID, m.At)
	case m.Kind == "merged" && step.n == 0:
		step.key = "step_merged_alone"
	case again:
		step.Kind, step.key = "divided", "step_divided"
	case m.Kind == "unmerged" && m.Recommended:
		step.key = "step_given_back"
	case (m.Kind == "unmerged" || m.Kind == "split") && step.n > 0:
		step.key += "_group"
	}
	where := m.ToID
	if m.Kind == "released" {
		where = m.FromID
	}
	w.tell(step, where, m.At)
}

func (w *walk) tell(step Step, proposal string, at time.Time) {
	step.At, step.Ref = at, w.ref(proposal)
	if len(w.strands) > 1 {
		step.where = sentence.Say("in_proposal", sentence.Args{"n": step.Ref.Number})
	}
	w.steps = append(w.steps, step)
}

// recommendedThen is what the group recommended, as it was last heard by then,
// and where.
func (w *walk) recommendedThen(proposal string, at time.Time) (words events.Text, said sentence.Args) {
	editions := w.editions[proposal]
	for i, e := range editions {
		if i == 0 || !e.HeardAt.After(at) {
			words = e.Text
		}
	}
	if len(editions) == 0 {
		return words, sentence.Args{"who": ""}
	}
	session := w.sessions[editions[0].SessionID]
	if session.Yurt > 0 {
		return words, sentence.Args{"who": sentence.Say("yurt", sentence.Args{"n": session.Yurt})}
	}
	return words, sentence.Args{"who": session.Title}
}

// joinTogether tells those who joined or left one after another as one step, and
// those who came in one act as that act.
func joinTogether(steps []Step) []Step {
	out := make([]Step, 0, len(steps))
	for _, s := range steps {
		if len(out) > 0 && (s.Kind == "joined" || s.Kind == "left") {
			switch before := &out[len(out)-1]; {
			case before.Ref.ID != s.Ref.ID:
			case before.Kind == s.Kind:
				before.n, before.At = before.n+s.n, s.At
				continue
			case s.Kind == "joined" && (before.key == "step_merged" || before.Kind == "recommended") && before.At.Equal(s.At):
				before.n += s.n
				continue
			}
		}
		out = append(out, s)
	}
	for i, s := range out {
		if s.key != "" {
			out[i].Text = s.text()
		}
	}
	return out
}

// counting are the phrases that tell a number themselves.
var counting = []string{"step_merged", "step_joined", "step_left"}

// text is what a step says: what happened, with how many others, and where.
func (s Step) text() events.Text {
	if slices.Contains(counting, s.key) {
		return joinTexts([]events.Text{sentence.Say(s.key, sentence.Args{"n": s.n}), s.where})
	}
	said := sentence.Args{"n": s.Ref.Number}
	for name, value := range s.said {
		said[name] = value
	}
	parts := []events.Text{sentence.Say(s.key, said)}
	if s.n > 0 {
		parts = append(parts, sentence.Say("now_with", sentence.Args{"n": s.n}))
	}
	if s.key != "step_divided" && s.key != "step_rejoined" {
		parts = append(parts, s.where)
	}
	return joinTexts(parts)
}
