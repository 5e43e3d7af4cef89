package web

import (
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Window is what a screen says of the part of a long list that it shows. A list
// that is read to its end goes by the cursor, "after", instead: an offset skips
// or repeats what moves between two requests.
type Window struct {
	Offset int      `query:"offset" minimum:"0" maximum:"10000000" doc:"how many to skip"`
	IDs    []string `query:"ids" maxItems:"100" doc:"only these, of those that the other filters let pass"`
	Total  bool     `query:"total" doc:"also count all that the filters let pass"`
	Brief  bool     `query:"brief" doc:"items as a list shows them: of what one holds, how much it is and the first few"`
}

// Within narrows c to the ids that the screen asked about, if it did.
func (w Window) Within(c database.Conditions, column string) (database.Conditions, error) {
	if len(w.IDs) == 0 {
		return c, nil
	}
	ids, err := IDs("query.ids", w.IDs)
	return c.And(column+" = ANY(?::uuid[])", ids), err
}

// IDs are ids of a parameter as a statement takes them; where names it in the
// refusal of one that is none.
func IDs(where string, ids []string) (database.Strings, error) {
	for _, id := range ids {
		if uuid.Validate(id) != nil {
			return nil, problem.InvalidField(where, "want_uuid")
		}
	}
	return ids, nil
}
