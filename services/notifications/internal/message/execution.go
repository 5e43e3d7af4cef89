package message

import "github.com/shanyraq/shanyraq/events"

// reported tells of a report that came in and, as a fact of its own, of its
// acceptance: what the executor claims and what the secretariat confirms are
// two things.
func (c *composition) reported(e events.MeasureReported) error {
	numbers, n := c.own()
	key := "reported.submitted"
	if e.Report.State == "accepted" {
		key = "reported.accepted"
	}
	status := c.say("status." + e.Report.Status)
	headline := status
	if e.Report.Occurrence != nil { // what is done is one quarter, not the measure
		headline += " (" + e.Report.Occurrence.Phrase.In(c.language) + ")"
	}
	c.letter.Subject = c.say(key+"Subject", "Measure", e.Number, "Status", headline)
	c.lead(c.count(key, n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	c.row(statusRow(e.Report.State), status)
	c.report(e.Report)
	return nil
}

// statusRow: what the executor claims is no status of the measure yet.
func statusRow(state string) string {
	if state == "accepted" {
		return "status"
	}
	return "claimed"
}

// returned tells that the secretariat did not accept a report, and why.
func (c *composition) returned(e events.ReportReturned) error {
	numbers, n := c.own()
	c.letter.Subject = c.say("returned.subject", "Measure", e.Number)
	c.lead(c.count("returned.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	c.row("status", c.say("returned.status"))
	c.report(e.Report)
	c.row("returnReason", e.Report.Reason.In(c.language))
	c.letter.Closing = c.say("returned.next")
	return nil
}

func (c *composition) report(r events.Report) {
	if r.Occurrence != nil {
		c.row("period", r.Occurrence.Phrase.In(c.language))
	}
	c.row("report", r.Text.In(c.language))
	if !r.ReportedAt.IsZero() {
		c.row("reportedOn", c.date(r.ReportedAt.In(c.zone)))
	}
}

// offControl tells the end of a measure's way: nobody has to watch it any more.
func (c *composition) offControl(e events.MeasureOffControl) error {
	numbers, n := c.own()
	c.letter.Subject = c.say("off_control.subject", "Measure", e.Number)
	c.lead(c.count("off_control.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	return nil
}
