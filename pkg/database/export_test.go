package database

import (
	"testing"
	"time"
)

// Hurry makes silence last less long.
func Hurry(t *testing.T) {
	most, last := maxSilence, lastWord
	maxSilence, lastWord = time.Second, 100*time.Millisecond
	t.Cleanup(func() { maxSilence, lastWord = most, last })
}
