package term

import "github.com/shanyraq/shanyraq/events"

// Deadline is a term as it is kept. Words override the printed phrase, language by
// language: «в месячный срок».
type Deadline struct {
	Kind  events.DeadlineKind `json:"kind"`
	Value string              `json:"value"`
	Words events.Text         `json:"words"`
}

// Term is the deadline taken apart.
func (d Deadline) Term() (Term, error) { return Parse(d.Kind, d.Value) }

// Phrase is how the deadline is printed.
func (d Deadline) Phrase() events.Text {
	t, err := d.Term()
	if err != nil {
		return d.Words
	}
	p := t.Phrase()
	for language, words := range d.Words.All() {
		p = p.With(language, words)
	}
	return p
}

// Occurrence names an occurrence of a deadline that comes back.
func (d Deadline) Occurrence(due events.Day) events.Text {
	t, err := d.Term()
	if err != nil {
		return events.Text{}
	}
	return t.Occurrence(due)
}

// Occurrence is one of the times at which a term that comes back falls due.
type Occurrence struct {
	DueDate string      `json:"due_date" doc:"The last day, inclusive, by which it is known."`
	Phrase  events.Text `json:"phrase" doc:"«за II квартал 2027 года»."`
}

// Named is an occurrence with its name; nil of a term that falls due only once.
func (d Deadline) Named(due events.Day) *Occurrence {
	words := d.Occurrence(due)
	if words.Empty() {
		return nil
	}
	return &Occurrence{DueDate: string(due), Phrase: words}
}
