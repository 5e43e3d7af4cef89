// Package merge makes one of two organisations that are the same: the duplicate
// keeps its row, its names and whoever refers to it, and goes by the other's name
// until the merge is undone.
package merge

import (
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// into makes o a duplicate of the other, and reports whether that is new.
func into(o *organisation.Organisation, other organisation.Organisation, version *int) (bool, error) {
	switch {
	case o.ID == other.ID:
		return false, problem.InvalidField("/into_id", "merged_into_itself")
	case o.MergedInto == other.ID:
		return false, nil
	}
	if err := o.Stands(); err != nil {
		return false, err
	}
	if other.Stands() != nil {
		return false, problem.InvalidField("/into_id", "organisation_merged")
	}
	if err := given.SameVersion(version, o.Version); err != nil {
		return false, err
	}
	o.MergedInto = other.ID
	o.Version++
	return true, nil
}

// apart makes o one of its own again, and reports whether it was not.
func apart(o *organisation.Organisation) bool {
	if o.MergedInto == "" {
		return false
	}
	o.MergedInto = ""
	o.Version++
	return true
}
