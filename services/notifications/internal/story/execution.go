package story

import (
	"strings"

	"github.com/shanyraq/shanyraq/events"
)

// What became of a measure, from the plan to the end of control.

func (c *composition) planned(e events.MeasurePlanned) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count("planned.subject", n, "Numbers", numbers, "Measure", e.Number)
	c.lead(c.Count("planned.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	if d, ok := c.decision(e.DecisionID); ok {
		c.row("basis", c.Say("basis", "Decision", d.Number))
	}
	c.letter.Closing = c.Say("planned.next")
	return nil
}

func (c *composition) measure(m events.Measure) {
	c.row("measure", c.Say("measure", "N", m.Number, "Text", m.Text.In(c.Language)))
	c.row("formOfCompletion", m.FormOfCompletion.In(c.Language))
	c.row("leadBody", c.organisation(m.LeadBodyID, c.Fact.At))
	var names []string
	for _, e := range m.CoExecutors {
		if name := c.organisation(e.OrganisationID, c.Fact.At); name != "" {
			if e.ByAgreement {
				name += c.Say("byAgreement")
			}
			names = append(names, name)
		}
	}
	c.row("coExecutors", strings.Join(names, "; "))
	c.row("deadline", c.Deadline(m.Deadline))
}

// reported tells of a report that came in and, as a fact of its own, of its
// acceptance: what the executor claims and what the secretariat confirms are
// two things.
func (c *composition) reported(e events.MeasureReported) error {
	numbers, n := c.own()
	key := "reported.submitted"
	if e.Report.State == events.ReportIsAccepted {
		key = "reported.accepted"
	}
	status := c.Say("status." + string(e.Report.Status))
	headline := status
	if e.Report.Occurrence != nil { // what is done is one quarter, not the measure
		headline += " (" + e.Report.Occurrence.Phrase.In(c.Language) + ")"
	}
	c.letter.Subject = c.Say(key+"Subject", "Measure", e.Number, "Status", headline)
	c.lead(c.Count(key, n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	c.row(statusRow(e.Report.State), status)
	c.report(e.Report)
	return nil
}

// statusRow: what the executor claims is no status of the measure yet.
func statusRow(state events.ReportState) string {
	if state == events.ReportIsAccepted {
		return "status"
	}
	return "claimed"
}

// returned tells that the secretariat did not accept a report, and why.
func (c *composition) returned(e events.ReportReturned) error {
	numbers, n := c.own()
	c.letter.Subject = c.Say("returned.subject", "Measure", e.Number)
	c.lead(c.Count("returned.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	c.row("status", c.Say("returned.status"))
	c.report(e.Report)
	c.row("returnReason", e.Report.Reason.In(c.Language))
	c.letter.Closing = c.Say("returned.next")
	return nil
}

func (c *composition) report(r events.Report) {
	if r.Occurrence != nil {
		c.row("period", r.Occurrence.Phrase.In(c.Language))
	}
	c.row("report", r.Text.In(c.Language))
	if !r.ReportedAt.IsZero() {
		c.row("reportedOn", c.Date(c.Local(r.ReportedAt)))
	}
}

// offControl tells the end of a measure's way: nobody has to watch it any more.
func (c *composition) offControl(e events.MeasureOffControl) error {
	numbers, n := c.own()
	c.letter.Subject = c.Say("off_control.subject", "Measure", e.Number)
	c.lead(c.Count("off_control.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	return nil
}
