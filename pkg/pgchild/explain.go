package pgchild

import (
	"errors"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// explain says in one sentence why PostgreSQL did not start and what to do, from
// the end of its log; for what we do not know, PostgreSQL's own last words.
func (c *cluster) explain(log string) error {
	for _, known := range []struct{ says, key string }{
		{"No space left on device", "database.full"},
		{"Read-only file system", "database.readonly"},
		{"Permission denied", "database.forbidden"},
		{"checkpoint record", damaged},
		{"invalid primary checkpoint", damaged},
		{"could not locate required", damaged},
		{"incorrect checksum in control file", damaged},
		{"global/pg_control", damaged},
		{"WAL file is from different database system", damaged},
		{"could not bind", "database.taken"},
	} {
		if strings.Contains(log, known.says) {
			return words.Refuse(known.key, "folder", c.dir).Because(errors.New("PostgreSQL: " + lastWords(log)))
		}
	}
	return errors.New(lastWords(log))
}

const damaged = "database.damaged"

// lastWords are what the last line that tells of an error says, else all that was
// said.
func lastWords(log string) string {
	lines := strings.Split(log, "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		for _, level := range []string{"PANIC:", "FATAL:", "initdb: error:"} {
			if at := strings.Index(lines[i], level); at >= 0 {
				return strings.Join(strings.Fields(lines[i][at+len(level):]), " ")
			}
		}
	}
	return strings.TrimSpace(log)
}
