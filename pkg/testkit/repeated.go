package testkit

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

// Repeated sends a request that names what it makes eight times at once, as a
// client does that got no answer, and then once more: each must have the answer of
// the first. other, the same name with something else, must be a conflict; nil
// where that is a later version and not a mistake. alike are pairs of words that
// may stand for each other in the answers.
func (h *House) Repeated(t testing.TB, method, path, bearer string, body, other any, alike ...string) {
	t.Helper()
	const times = 8
	same := strings.NewReplacer(alike...)
	var (
		start    = make(chan struct{})
		all      sync.WaitGroup
		statuses [times + 1]int
		answers  [times + 1][]byte
	)
	ask := func(i int) {
		status, answer := h.Do(t, method, path, bearer, body)
		statuses[i], answers[i] = status, []byte(same.Replace(string(answer)))
	}
	for i := range times {
		all.Go(func() {
			<-start
			ask(i)
		})
	}
	close(start)
	all.Wait()
	ask(times)
	for i := range answers {
		if statuses[i] != 200 && statuses[i] != 201 || statuses[i] != statuses[times] || !bytes.Equal(answers[i], answers[times]) {
			t.Errorf("%s %s, request %d: %d %s\nwant %d %s", method, path, i+1, statuses[i], answers[i], statuses[times], answers[times])
		}
	}
	if other != nil {
		if status, answer := h.Do(t, method, path, bearer, other); status != 409 {
			t.Errorf("%s %s with another body: %d %s", method, path, status, answer)
		}
	}
}
