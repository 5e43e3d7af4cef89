package simulation

import (
	"fmt"
	"io"
)

// Report is what came of a play.
type Report struct {
	ForumID     string `json:"forum_id"`
	Seed        uint64 `json:"seed"`
	Captured    int    `json:"captured"` // suggestions that were acknowledged
	Stored      int    `json:"stored"`   // suggestions that the server has
	Proposals   int    `json:"proposals"`
	Merged      int    `json:"merged"`
	Recommended int    `json:"recommended"` // proposals that stand for what a yurt recommends
	Split       int    `json:"split"`
	Divided     int    `json:"divided"` // lines about two matters
	Questions   int    `json:"questions"`
	Decisions   int    `json:"decisions"`
	Measures    int    `json:"measures"`
	Reports     int    `json:"reports"`
	NoticesDue  int    `json:"notices_due"`
	NoticesSent int    `json:"notices_sent"`
	Lost        int    `json:"lost"`
	Duplicated  int    `json:"duplicated"`

	Legs    map[string]*Leg    `json:"legs"`
	Latency map[string]Latency `json:"latency_ms"`

	CapturedPerSecond float64  `json:"captured_per_s"`
	Seconds           float64  `json:"seconds"`
	Findings          []string `json:"findings"` // the first things that were lost or duplicated

	acknowledged stopwatch
}

// Leg counts what one leg of the way lost and doubled.
type Leg struct {
	Lost       int `json:"lost"`
	Duplicated int `json:"duplicated"`
	report     *Report
}

// mostFindings bounds the list: ten thousand lines say no more than twenty.
const mostFindings = 20

// legs in the order of the way.
var legs = []string{"capture", "live", "proposals", "recommendations", "questions", "decisions", "measures", "reports", "notices", "ways"}

func (r *Report) leg(name string) *Leg {
	if r.Legs == nil {
		r.Legs = map[string]*Leg{}
	}
	if r.Legs[name] == nil {
		r.Legs[name] = &Leg{report: r}
	}
	return r.Legs[name]
}

// miss counts n lost things, if any. It returns how many.
func (l *Leg) miss(n int, format string, args ...any) int {
	if n <= 0 {
		return 0
	}
	l.Lost += n
	l.report.Lost += n
	l.report.find("lost: "+format, args...)
	return n
}

// repeat counts n doubled things, if any. It returns how many.
func (l *Leg) repeat(n int, format string, args ...any) int {
	if n <= 0 {
		return 0
	}
	l.Duplicated += n
	l.report.Duplicated += n
	l.report.find("duplicated: "+format, args...)
	return n
}

func (r *Report) find(format string, args ...any) {
	if len(r.Findings) < mostFindings {
		r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
	}
}

// Whole reports that nothing was lost or duplicated.
func (r *Report) Whole() bool { return r.Lost == 0 && r.Duplicated == 0 }

// Print writes the report for a person.
func (r *Report) Print(w io.Writer) {
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	line("")
	for _, c := range []struct {
		name string
		n    int
	}{
		{"captured", r.Captured}, {"stored", r.Stored}, {"proposals", r.Proposals}, {"merged", r.Merged},
		{"recommended", r.Recommended}, {"split", r.Split}, {"divided", r.Divided},
		{"questions", r.Questions}, {"decisions", r.Decisions}, {"measures", r.Measures}, {"reports", r.Reports},
		{"notices due", r.NoticesDue}, {"notices sent", r.NoticesSent},
	} {
		line("  %-16s %6d", c.name, c.n)
	}
	line("\n  %-26s %8s %8s %8s %8s   ms", "latency", "p50", "p90", "p99", "max")
	for _, name := range []string{"capture_acknowledged", "capture_to_live", "decision_to_notice"} {
		l := r.Latency[name]
		line("  %-26s %8.1f %8.1f %8.1f %8.1f   (%d)", name, l.P50, l.P90, l.P99, l.Max, l.Count)
	}
	line("\n  %-16s %6s %10s", "leg", "lost", "duplicated")
	for _, name := range legs {
		if l := r.Legs[name]; l != nil {
			line("  %-16s %6d %10d", name, l.Lost, l.Duplicated)
		}
	}
	line("  %-16s %6d %10d\n", "total", r.Lost, r.Duplicated)
	for _, f := range r.Findings {
		line("  ! %s", f)
	}
	line("  forum %s, %.1f s, %.0f captured a second", r.ForumID, r.Seconds, r.CapturedPerSecond)
}
