package database

import (
	"fmt"
	"strings"
)

// Conditions are what the rows of a list must fulfil, with their arguments. The
// zero value lets every row pass. A copy may be added to without the original.
type Conditions struct {
	all  []string
	args []any
}

// Where begins with one condition, see And.
func Where(condition string, args ...any) Conditions { return Conditions{}.And(condition, args...) }

// And adds a condition; each "?" in it stands for the next of args.
func (c Conditions) And(condition string, args ...any) Conditions {
	c.args = c.Args(args...)
	for n := len(c.args) - len(args) + 1; n <= len(c.args); n++ {
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", n), 1)
	}
	c.all = append(c.all[:len(c.all):len(c.all)], "("+condition+")")
	return c
}

// String is the clause, for a statement that begins with it: its arguments have
// the first numbers.
func (c Conditions) String() string {
	if len(c.all) == 0 {
		return " WHERE true "
	}
	return " WHERE " + strings.Join(c.all, " AND ") + " "
}

// Args are the arguments of the clause and, after them, more; the number of the
// first of these is N.
func (c Conditions) Args(more ...any) []any { return append(c.args[:len(c.args):len(c.args)], more...) }

// N is the number of the next argument.
func (c Conditions) N() int { return len(c.args) + 1 }
