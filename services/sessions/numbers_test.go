package sessions_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestNumbersHaveNoGaps: many at once, some of them the same request again, some
// refused, and still 1, 2, 3, …
func TestNumbersHaveNoGaps(t *testing.T) {
	d := openDay(t)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds"
	var (
		clients sync.WaitGroup
		mu      sync.Mutex
		numbers = map[string]int{} // id → number
	)
	for i := range 12 {
		clients.Go(func() {
			body := object{"id": newID(), "question": text(fmt.Sprint(i)), "seconds": 60}
			for range 2 {
				var made thing
				d.Call(t, 201, "POST", rounds, d.organiser, body, &made)
				mu.Lock()
				if before, ok := numbers[made.ID]; ok && before != made.Number {
					t.Errorf("the same request got %d, then %d", before, made.Number)
				}
				numbers[made.ID] = made.Number
				mu.Unlock()
			}
			body["seconds"] = 61
			d.Problem(t, 409, "id_taken", "POST", rounds, d.organiser, body)
		})
	}
	clients.Wait()
	var got []int
	for _, n := range numbers {
		got = append(got, n)
	}
	slices.Sort(got)
	for i, n := range got {
		if n != i+2 { // the day has round 1 already
			t.Fatalf("got numbers %v", got)
		}
	}
}
