package suggestion

import (
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// away turns the error of a database that is away into the problem that asks the
// client to come again.
func away(err error) error {
	if err != nil && database.Away(err) {
		return problem.Unavailable("unavailable").Because(err)
	}
	return err
}
