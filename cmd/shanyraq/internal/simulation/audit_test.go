package simulation

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/notifications"
)

// audited plays against a server that answers lists only: what keeps says.
func audited(t *testing.T, keeps func(p *play) map[string]any) *play {
	t.Helper()
	p := casting(t, Sample()[:10], script{})
	p.forum = "f"
	p.live.captured = map[string]int{}
	for i, s := range p.said {
		s.receipt = facilitation.CaptureReceipt{ID: s.sent.ID, Outcome: "stored", Number: i + 1, Receipt: s.idea.ID}
		s.home = "home of " + s.sent.ID
		p.live.captured[s.sent.ID] = 1
	}
	for _, it := range p.agenda {
		it.gather()
	}
	lists := keeps(p)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": lists[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]})
	}))
	t.Cleanup(server.Close)
	p.staff.secretary = client.New(server.URL, 0)
	return p
}

func stored(p *play) []facilitation.Suggestion {
	var all []facilitation.Suggestion
	for _, s := range p.said {
		all = append(all, facilitation.Suggestion{
			ID: s.sent.ID, SessionID: s.sent.SessionID, Number: s.receipt.Number, Receipt: s.receipt.Receipt,
			Text: s.sent.Text, OriginalText: s.sent.Text, Language: s.sent.Language, AuthorID: s.sent.AuthorID,
		})
	}
	return all
}

// TestTheAuditOfTheCaptureFindsIt is the control of every "0 lost": each fault
// that can be done to a store must be counted.
func TestTheAuditOfTheCaptureFindsIt(t *testing.T) {
	for name, c := range map[string]struct {
		harm             func(s []facilitation.Suggestion) []facilitation.Suggestion
		lost, duplicated int
	}{
		"nothing":        {func(s []facilitation.Suggestion) []facilitation.Suggestion { return s }, 0, 0},
		"the last one":   {func(s []facilitation.Suggestion) []facilitation.Suggestion { return s[:9] }, 1, 0},
		"one and a gap":  {func(s []facilitation.Suggestion) []facilitation.Suggestion { return append(s[:4:4], s[5:]...) }, 2, 0},
		"other words":    {func(s []facilitation.Suggestion) []facilitation.Suggestion { s[2].Text = "…"; return s }, 1, 0},
		"another author": {func(s []facilitation.Suggestion) []facilitation.Suggestion { s[2].AuthorID += "x"; return s }, 1, 0},
		"stored twice":   {func(s []facilitation.Suggestion) []facilitation.Suggestion { return append(s, s[3]) }, 0, 2},
		"a stranger": {func(s []facilitation.Suggestion) []facilitation.Suggestion {
			return append(s, facilitation.Suggestion{ID: "x", Number: 11})
		}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := audited(t, func(p *play) map[string]any { return map[string]any{"suggestions": c.harm(stored(p))} })
			if err := p.auditCapture(t.Context()); err != nil {
				t.Fatal(err)
			}
			if p.report.Lost != c.lost || p.report.Duplicated != c.duplicated {
				t.Errorf("lost %d, duplicated %d; want %d, %d: %q", p.report.Lost, p.report.Duplicated, c.lost, c.duplicated, p.report.Findings)
			}
		})
	}
}

func TestTheAuditOfTheLiveStreamFindsIt(t *testing.T) {
	p := audited(t, func(p *play) map[string]any {
		p.live.captured[p.said[0].sent.ID] = 0
		p.live.captured[p.said[1].sent.ID] = 3
		p.live.repeats = 1
		return nil
	})
	p.auditLive()
	if p.report.Lost != 1 || p.report.Duplicated != 3 {
		t.Errorf("lost %d, duplicated %d", p.report.Lost, p.report.Duplicated)
	}
}

func TestTheAuditOfTheNoticesFindsIt(t *testing.T) {
	p := audited(t, func(p *play) map[string]any {
		for i := range p.people {
			p.people[i].address, p.people[i].agreed = "a@example.kz", true
		}
		var all []notifications.NoticeSummary
		for i, s := range p.said {
			s.home = "" // receipts only
			s.sent.AuthorID = p.people[i].ID
			all = append(all, notifications.NoticeSummary{ParticipantID: s.sent.AuthorID, Kind: "receipt", FactID: s.sent.ID, SuggestionIDs: []string{s.sent.ID}, State: "sent"})
		}
		all[0].State = "queued"                   // not handed over: lost
		all = append(all, all[1])                 // told twice
		all[2].SuggestionIDs = []string{"others"} // told of something else: lost, and one too many
		return map[string]any{"messages": all}
	})
	if err := p.auditNotices(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := p.report; r.NoticesDue != 10 || r.NoticesSent != 10 || r.Lost != 2 || r.Duplicated != 2 {
		t.Errorf("due %d, sent %d, lost %d, duplicated %d: %q", r.NoticesDue, r.NoticesSent, r.Lost, r.Duplicated, r.Findings)
	}
}

func TestTheAuditOfTheProposalsFindsIt(t *testing.T) {
	p := audited(t, func(p *play) map[string]any {
		var all []decisions.ProposalView
		for _, s := range p.said {
			all = append(all, decisions.ProposalView{ID: s.home, State: "open", Suggestions: []decisions.CarriedSuggestion{{ID: s.sent.ID}}})
		}
		all[0].Suggestions = nil                // in none
		all[1].Suggestions = all[2].Suggestions // its own in none, the other's in two
		return map[string]any{"proposals": all}
	})
	if err := p.auditProposals(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := p.report; r.Lost != 2 || r.Duplicated != 1 {
		t.Errorf("lost %d, duplicated %d: %q", r.Lost, r.Duplicated, r.Findings)
	}
}
