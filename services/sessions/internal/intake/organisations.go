package intake

import (
	"errors"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// organisationReader reads an NGO register. Lines repeat each other when they
// have the same key or, without keys, a name in common.
type organisationReader struct{ seen seen }

func newOrganisationReader(k known) reader {
	r := organisationReader{seen{}}
	for _, o := range k.organisations {
		for _, key := range organisationKeys(o) {
			r.seen[key] = stored
		}
	}
	return r
}

func organisationKeys(o organisation.Organisation) (keys []string) {
	if o.Key != "" {
		keys = append(keys, "key:"+plain(o.Key))
	}
	for _, n := range o.Names {
		for _, name := range []string{n.Name.KK, n.Name.RU, n.Name.EN} {
			if name != "" {
				keys = append(keys, "name:"+plain(name))
			}
		}
	}
	return keys
}

func (organisationReader) missing(at map[string]int) []Fault {
	for _, field := range []string{"name", "name_kk", "name_ru", "name_en"} {
		if _, ok := at[field]; ok {
			return nil
		}
	}
	return []Fault{{Line: 1, Column: "name", Code: "missing_column"}}
}

func (reader organisationReader) row(p *Preview, r row) []Fault {
	f := r.fields
	faults := r.tooLong(map[string]int{
		"key": 60, "name": 500, "name_kk": 500, "name_ru": 500, "name_en": 500,
		"abbreviation": 60, "abbreviation_kk": 60, "abbreviation_ru": 60,
	})
	o := organisation.Organisation{ID: given.ID(""), Key: f["key"], Kind: "ngo"}
	if f["kind"] != "" {
		if o.Kind = words[plain(f["kind"])]; !isKind(o.Kind) {
			faults = append(faults, r.fault("kind", "unknown_kind"))
		}
	}
	if f["region"] != "" {
		if o.Region = forum.RegionOf(f["region"]); o.Region == "" {
			faults = append(faults, r.fault("region", "unknown_region"))
		}
	}
	name, dated := datedName(r)
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
	p.organisations = append(p.organisations, o)
	return nil
}

func isKind(s string) bool {
	switch s {
	case "ngo", "state_body", "company", "media", "public_council", "other":
		return true
	}
	return false
}

func datedName(r row) (n organisation.DatedName, faults []Fault) {
	f := r.fields
	n.Name = events.Text{KK: f["name_kk"], RU: f["name_ru"], EN: f["name_en"]}
	n.Abbreviation = events.Text{KK: f["abbreviation_kk"], RU: f["abbreviation_ru"]}
	byLetters(&n.Name, f["name"])
	byLetters(&n.Abbreviation, f["abbreviation"])
	for column, day := range map[string]*events.Day{"valid_from": &n.ValidFrom, "valid_to": &n.ValidTo} {
		var ok bool
		if *day, ok = dayOf(f[column]); !ok {
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
