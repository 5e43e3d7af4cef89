// Package organisation is who takes part and who is asked to act: NGOs, state
// bodies, companies, with the names they had at each time.
package organisation

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	maxName         = 500
	maxAbbreviation = 60
	maxActivity     = 1000
)

// Organisation is known to the whole installation, and one forum answers for what
// is said of it: its owner, where it was first entered.
type Organisation struct {
	ID      string                  `json:"id" format:"uuid"`
	OwnerID string                  `json:"owner_id,omitempty" format:"uuid" doc:"the forum whose organisers and secretaries change it, as administrators do; others propose changes; absent = administrators only"`
	Key     string                  `json:"key" doc:"what people know it by: BIN or a short word; empty = none"`
	Kind    events.OrganisationKind `json:"kind"`
	Names   []DatedName             `json:"names" nullable:"false" doc:"oldest first; their times do not overlap"`
	Region  string                  `json:"region" doc:"ISO 3166-2; empty = the whole country"`
	// NGOKind and Activity say what an NGO is there for: in one word, and in its own.
	NGOKind  NGOKind     `json:"ngo_kind,omitempty" doc:"of an NGO; empty = not said"`
	Activity events.Text `json:"activity" required:"false"`
	// MergedInto is set by the slice merge only.
	MergedInto string `json:"merged_into,omitempty" format:"uuid" doc:"the organisation of which this one is a duplicate: whatever names this one means that one"`
	Version    int    `json:"version"`
}

// NGOKind is the kind of an NGO, "" where it is not said.
type NGOKind string

// Schema lists the kinds that there are.
func (NGOKind) Schema(huma.Registry) *huma.Schema {
	return web.OneOf(append(events.NGOKind("").Values(), "")...)
}

// DatedName is a name with the days on which it was in force: a signed document
// prints the name of its own date, the live register the present one.
type DatedName struct {
	Name         events.Text `json:"name"`
	Abbreviation events.Text `json:"abbreviation" required:"false"`
	ValidFrom    events.Day  `json:"valid_from" required:"false" maxLength:"10" doc:"inclusive; empty = since ever"`
	ValidTo      events.Day  `json:"valid_to" required:"false" maxLength:"10" doc:"inclusive; empty = still"`
}

// On reports whether the name was in force on the day.
func (n DatedName) On(day events.Day) bool {
	return (n.ValidFrom == "" || n.ValidFrom <= day) && (n.ValidTo == "" || day <= n.ValidTo)
}

// Change is an organisationChange.
type Change = organisationChange

// organisationChange is what may be changed of an organisation. Names replace all names: a
// renaming keeps the old name with the day it ended.
type organisationChange struct {
	Key     *string                  `json:"key,omitempty" maxLength:"60"`
	Kind    *events.OrganisationKind `json:"kind,omitempty"`
	Names   *[]DatedName             `json:"names,omitempty" minItems:"1" maxItems:"50"`
	Region  *string                  `json:"region,omitempty" maxLength:"10"`
	NGOKind *NGOKind                 `json:"ngo_kind,omitempty"`
	// Activity replaces all wordings.
	Activity *events.Text `json:"activity,omitempty"`

	OwnerID *string `json:"owner_id,omitempty" maxLength:"36" doc:"a forum, or empty for none; for administrators"`
	Version *int    `json:"version,omitempty" doc:"if given, the change is refused when the organisation has another version"`
}

// Owner is the forum that an organisation gets which the caller enters: the one
// that is named, else the caller's own. What an administrator enters without naming
// one is nobody's.
func Owner(by token.Caller, named string) (string, error) {
	named, err := given.Ref("/owner_id", named)
	if err != nil {
		return "", err
	}
	if by.Can(token.Everywhere, access.Organiser) {
		return named, nil
	}
	if named != "" {
		if !by.Can(named, access.Organiser) {
			return "", problem.InvalidField("/owner_id", "organisation_owner_own")
		}
		return named, nil
	}
	own := access.Forums(by, access.Organiser)
	if len(own) != 1 {
		return "", problem.InvalidField("/owner_id", "required")
	}
	return own[0], nil
}

// MayChange returns why the caller may not change the organisation so, nil when
// the caller may: organisers and secretaries of its owner may, but for giving it
// another owner, and those of all forums, who are the administrators.
func (o *Organisation) MayChange(by token.Caller, c Change) error {
	if !by.Can(o.OwnerID, access.Desk...) {
		return problem.Forbidden("organisation_of_other_forum")
	}
	return c.May(by)
}

// May returns why the caller may not even propose the change: another owner is
// given by administrators only.
func (c organisationChange) May(by token.Caller) error {
	if c.OwnerID != nil && !by.Can(token.Everywhere, access.Desk...) {
		return problem.Forbidden("organisation_owner_by_administrators")
	}
	return nil
}

// Stands refuses an organisation that was merged into another: what is to be said
// of it is said of that one.
func (o *Organisation) Stands() error {
	if o.MergedInto != "" {
		return problem.Conflict("organisation_merged").With("merged_into", o.MergedInto)
	}
	return nil
}

// Says reports whether both say the same, in whatever version.
func (o Organisation) Says(other Organisation) bool {
	o.Version = other.Version
	return reflect.DeepEqual(o, other)
}

// Apply changes the organisation.
func (o *Organisation) Apply(c Change) error {
	if err := o.Stands(); err != nil {
		return err
	}
	if err := given.SameVersion(c.Version, o.Version); err != nil {
		return err
	}
	if c.OwnerID != nil {
		owner, err := given.Ref("/owner_id", *c.OwnerID)
		if err != nil {
			return err
		}
		o.OwnerID = owner
	}
	if c.Key != nil {
		o.Key = *c.Key
	}
	if c.Kind != nil {
		o.Kind = *c.Kind
	}
	if c.Names != nil {
		o.Names = *c.Names
	}
	if c.Region != nil {
		o.Region = *c.Region
	}
	if c.NGOKind != nil {
		o.NGOKind = *c.NGOKind
	}
	if c.Activity != nil {
		o.Activity = *c.Activity
	}
	o.Version++
	return o.Check()
}

// Check puts the names in order and returns what is wrong with the organisation.
func (o *Organisation) Check() error {
	if o.Region != "" && !forum.KnownRegion(o.Region) {
		return problem.InvalidField("/region", "unknown_region")
	}
	if o.Kind != events.NGO {
		o.NGOKind = ""
	}
	if err := given.Text("/activity", &o.Activity, maxActivity, true); err != nil {
		return err
	}
	if len(o.Names) == 0 {
		return problem.InvalidField("/names", "required")
	}
	o.Names = slices.Clone(o.Names)
	if err := given.Line("/key", &o.Key, true); err != nil {
		return err
	}
	for i := range o.Names {
		if err := o.Names[i].check(fmt.Sprintf("/names/%d", i)); err != nil {
			return err
		}
	}
	slices.SortStableFunc(o.Names, func(a, b DatedName) int { return strings.Compare(string(a.ValidFrom), string(b.ValidFrom)) })
	for i, n := range o.Names[1:] {
		if before := o.Names[i]; before.ValidTo == "" || n.ValidFrom <= before.ValidTo {
			return problem.InvalidField("/names", "names_overlap")
		}
	}
	return nil
}

func (n *DatedName) check(at string) error {
	if err := given.Title(at+"/name", &n.Name, maxName, false); err != nil {
		return err
	}
	if err := given.Title(at+"/abbreviation", &n.Abbreviation, maxAbbreviation, true); err != nil {
		return err
	}
	if err := given.Day(at+"/valid_from", n.ValidFrom, true); err != nil {
		return err
	}
	if err := given.Day(at+"/valid_to", n.ValidTo, true); err != nil {
		return err
	}
	if n.ValidTo != "" && n.ValidTo < n.ValidFrom {
		return problem.InvalidField(at+"/valid_to", "ends_before_start")
	}
	return nil
}

// AsOf leaves only the names in force on the day; none may be left.
func (o Organisation) AsOf(day events.Day) Organisation {
	valid := []DatedName{}
	for _, n := range o.Names {
		if n.On(day) {
			valid = append(valid, n)
		}
	}
	o.Names = valid
	return o
}

// Registered tells of the organisation.
func (o *Organisation) Registered() events.OrganisationRegistered {
	names := make([]events.OrganisationName, len(o.Names))
	for i, n := range o.Names {
		names[i] = events.OrganisationName(n)
	}
	return events.OrganisationRegistered{OrganisationID: o.ID, Version: o.Version, Kind: o.Kind, Names: names, Region: o.Region}
}

// As tells of an organisation that was merged into another, by what that one is.
func (o *Organisation) As(other Organisation) events.OrganisationRegistered {
	told := other.Registered()
	told.OrganisationID, told.Version = o.ID, o.Version
	return told
}
