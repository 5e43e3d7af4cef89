package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/lib/pq"
)

// Away reports that the database could not be asked at all: it starts, recovers,
// has no room, or the line to it broke. Whether a commit went through before is not
// known then; the same request sent again finds out.
func Away(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		switch p.Code.Class() {
		case "08", "53", "57": // connection, resources, operator intervention
			return p.Code != "57014" // cancelled: the statement was too slow
		}
		return false
	}
	var n net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &n) && !errors.Is(err, context.DeadlineExceeded)
}
