package suggestion

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// unavailable reports that the database could not be asked at all. Whether a
// commit went through before the line broke is not known then; sending the same
// ids again finds out.
func unavailable(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		switch p.Code.Class() {
		case "08", "53", "57": // connection, resources, operator intervention
			return true
		}
		return false
	}
	var n net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &n)
}

// away turns such an error into the problem that asks the client to come again.
func away(err error) error {
	if err != nil && unavailable(err) {
		return problem.Unavailable("unavailable").Because(err)
	}
	return err
}
