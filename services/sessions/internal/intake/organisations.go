package intake

import (
	"errors"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// organisationReader reads an NGO register. Lines repeat each other when they
// have the same key or, without keys, a name in common.
type organisationReader struct {
	seen   seen
	others others
	sheet  sheet.Sheet
}

func newOrganisationReader(k known, s sheet.Sheet) reader {
	r := organisationReader{seen{}, others{}, s}
	for _, o := range k.organisations {
		for _, key := range organisationKeys(o) {
			r.seen[key] = stored
		}
		for _, n := range o.Names {
			for _, name := range wordings(n.Name) {
				r.others[text.Fold(name)] = said{text: name}
			}
		}
	}
	return r
}

func organisationKeys(o organisation.Organisation) (keys []string) {
	if o.Key != "" {
		keys = append(keys, "key:"+plain(o.Key))
	}
	for _, n := range o.Names {
		for _, name := range wordings(n.Name) {
			keys = append(keys, "name:"+plain(name))
		}
	}
	return keys
}

func wordings(t events.Text) (all []string) {
	for _, s := range t.All() {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func (organisationReader) missing(at map[string]int) []Fault {
	for field := range at {
		if field == "name" || strings.HasPrefix(field, "name_") {
			return nil
		}
	}
	return []Fault{{Line: 1, Column: "name", Code: "missing_column"}}
}

func (reader organisationReader) row(p *Preview, r row) []Fault {
	f := r.fields
	limits := map[string]int{"key": 60, "name": 500, "abbreviation": 60, "activity": 1000, "activity_kk": 1000, "activity_ru": 1000}
	for _, l := range words.Codes() {
		limits["name_"+l], limits["abbreviation_"+l] = limits["name"], limits["abbreviation"]
	}
	faults := r.tooLong(limits)
	o := organisation.Organisation{ID: given.ID(""), Key: f["key"], Kind: "ngo"}
	if f["kind"] != "" {
		if o.Kind = events.OrganisationKind(organisationKinds[sheet.HeadingKey(f["kind"])]); !events.Listed(o.Kind) {
			faults = append(faults, r.fault("kind", "unknown_kind"))
		}
	}
	if f["ngo_kind"] != "" && o.Kind == events.NGO {
		if o.NGOKind = organisation.NGOKind(ngoKinds[sheet.HeadingKey(f["ngo_kind"])]); o.NGOKind == "" {
			faults = append(faults, r.fault("ngo_kind", "unknown_ngo_kind"))
		}
	}
	if f["region"] != "" {
		if o.Region = forum.RegionOf(f["region"]); o.Region == "" {
			faults = append(faults, r.fault("region", "unknown_region"))
		}
	}
	if f["bin"] != "" {
		if o.Key = bin(f["bin"]); o.Key == "" {
			faults = append(faults, r.fault("bin", "want_bin"))
		}
	}
	for _, l := range events.Official {
		o.Activity = o.Activity.With(l, f["activity_"+l])
	}
	byLetters(&o.Activity, f["activity"])
	name, dated := datedName(r, reader.sheet)
	o.Names = []organisation.DatedName{name}
	faults = append(faults, dated...)
	if len(faults) > 0 {
		return faults
	}
	if err := o.Check(); err != nil {
		return []Fault{r.refused("name", err)}
	}
	if faults := reader.seen.repeated(r, "key", organisationKeys(o)...); faults != nil {
		return faults
	}
	for _, name := range wordings(name.Name) {
		before := len(p.Alike)
		if reader.others.alike(p, r, text.Fold(name), name); len(p.Alike) > before {
			break // one pair is enough to ask
		}
	}
	p.organisations = append(p.organisations, readyOrganisation{o, r.line})
	return nil
}

// bin is a business identification number: twelve digits, of which a spreadsheet may
// have taken the zeros at the beginning; "" when it is none.
func bin(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, s)
	if len(digits) > 12 || len(digits) < 9 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return strings.Repeat("0", 12-len(digits)) + digits
}

func datedName(r row, s sheet.Sheet) (n organisation.DatedName, faults []Fault) {
	f := r.fields
	for _, l := range words.Codes() {
		n.Name, n.Abbreviation = n.Name.With(l, f["name_"+l]), n.Abbreviation.With(l, f["abbreviation_"+l])
	}
	byLetters(&n.Name, f["name"])
	byLetters(&n.Abbreviation, f["abbreviation"])
	for column, day := range map[string]*events.Day{"valid_from": &n.ValidFrom, "valid_to": &n.ValidTo} {
		found, ok := s.Day(f[column])
		if *day = events.Day(found); !ok {
			faults = append(faults, r.fault(column, "want_date"))
		}
	}
	return n, faults
}

// byLetters puts a text of unknown language where its letters belong, unless
// something stands there.
func byLetters(t *events.Text, s string) {
	if kazakh(s) && t.KK == "" {
		t.KK = s
	} else if !kazakh(s) && t.RU == "" {
		t.RU = s
	}
}

// refused turns what the domain says into a fault of the line.
func (r row) refused(column string, err error) Fault {
	if p := (*problem.Error)(nil); errors.As(err, &p) && len(p.Fields) > 0 {
		return Fault{Line: r.line, Column: column, Code: p.Fields[0].Code, args: p.Fields[0].Args}
	}
	return r.fault(column, "invalid_value")
}
