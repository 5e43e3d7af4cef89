package pgchild

import (
	"fmt"
	"strings"
)

// explain says in one sentence why PostgreSQL did not start and what to do, from
// the end of its log; for what we do not know, PostgreSQL's own last words.
func (c *cluster) explain(log string) string {
	for _, known := range []struct{ says, sentence string }{
		{"No space left on device", "the disk that holds %s is full: free some space and start again"},
		{"Read-only file system", "%s is on a file system that can only be read: make it writable or use another folder"},
		{"Permission denied", "the account that runs PostgreSQL may not write to %s: give it back the files' ownership or use another folder"},
		{"checkpoint record", damaged},
		{"invalid primary checkpoint", damaged},
		{"could not locate required", damaged},
		{"incorrect checksum in control file", damaged},
		{"global/pg_control", damaged},
		{"WAL file is from different database system", damaged},
		{"could not bind", "the address that PostgreSQL is to listen on is taken by another program (%s): stop that program or choose another port"},
	} {
		if strings.Contains(log, known.says) {
			return fmt.Sprintf(known.sentence, c.dir) + " (PostgreSQL: " + lastWords(log) + ")"
		}
	}
	return lastWords(log)
}

const damaged = "the database in %s is damaged and nothing was changed: put the folder back from a backup"

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
