package decisions_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// BenchmarkARepublicanForum gathers a whole forum's suggestions, merges two in
// five of them, and reads the lists: go test -bench Republican -benchtime 1x.
func BenchmarkARepublicanForum(b *testing.B) {
	const said = 11_200
	for b.Loop() {
		s := newScene(b)
		told := make([]bus.Event, said)
		for i := range told {
			told[i] = events.SuggestionCaptured{Suggestion: s.suggestion("ru", fmt.Sprintf("Предложение номер %d о пандусах и дорогах", i))}
		}
		started := time.Now()
		testkit.Publish(b, s.House, told...)
		b.ReportMetric(said/time.Since(started).Seconds(), "published/s")
		last := fmt.Sprintf("/api/decisions/ways/TEST-%04d-%02d", said%10_000, said/10_000)
		testkit.Eventually(b, "the last suggestion is gathered", func() bool {
			status, _ := s.Do(b, "GET", last, "", nil)
			return status == 200
		})
		b.ReportMetric(said/time.Since(started).Seconds(), "gathered/s")

		var page struct {
			Items []proposalJSON
			Next  string
		}
		timed := func(name, query string) {
			started := time.Now()
			s.Call(b, 200, "GET", s.path("/proposals?limit=500%s", query), s.secretary, nil, &page)
			b.ReportMetric(float64(time.Since(started).Microseconds())/1000, "ms/"+name)
		}
		timed("page", "")
		timed("search", "&q=11199")
		timed("search-words", "&q=%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D0%B0%D1%85+11199")
		timed("merged", "&state=merged")
		s.Call(b, 200, "GET", s.path("/proposals?limit=201"), s.secretary, nil, &page)
		ids := make([]string, 0, 200)
		for _, p := range page.Items[1:201] {
			ids = append(ids, p.ID)
		}
		started = time.Now()
		s.post(200, "/proposals/merge", s.secretary, object{"into": page.Items[0].ID, "proposals": ids}, nil)
		b.ReportMetric(float64(time.Since(started).Microseconds())/1000, "ms/merge-of-200")
	}
}
