package organisation

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
)

func named(s string, from, to events.Day) DatedName {
	return DatedName{Name: events.Text{KK: s, RU: s}, ValidFrom: from, ValidTo: to}
}

func TestNamesInTime(t *testing.T) {
	for name, c := range map[string]struct {
		names []DatedName
		want  string
	}{
		"one":             {[]DatedName{named("А", "", "")}, ""},
		"none":            {nil, "required"},
		"two in order":    {[]DatedName{named("А", "", "2022-06-10"), named("Б", "2022-06-11", "")}, ""},
		"in any order":    {[]DatedName{named("Б", "2022-06-11", ""), named("А", "", "2022-06-10")}, ""},
		"a gap":           {[]DatedName{named("А", "", "2020-01-01"), named("Б", "2022-06-11", "")}, ""},
		"the same day":    {[]DatedName{named("А", "", "2022-06-11"), named("Б", "2022-06-11", "")}, "names_overlap"},
		"no end":          {[]DatedName{named("А", "", ""), named("Б", "2022-06-11", "")}, "names_overlap"},
		"two since ever":  {[]DatedName{named("А", "", "2020-01-01"), named("Б", "", "2021-01-01")}, "names_overlap"},
		"ends first":      {[]DatedName{named("А", "2022-06-11", "2022-06-10")}, "ends_before_start"},
		"no day":          {[]DatedName{named("А", "июнь", "")}, "/names/0/valid_from want_date"},
		"no name":         {[]DatedName{named(" ", "", "")}, "/names/0/name wording_required"},
		"too long a name": {[]DatedName{named(strings.Repeat("a", maxName+1), "", "")}, "too_long"},
	} {
		o := Organisation{Kind: "ngo", Names: c.names}
		if err := o.Check(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		} else if err == nil && len(o.Names) == 2 && o.Names[0].Name.KK != "А" {
			t.Errorf("%s: not in order: %+v", name, o.Names)
		}
	}
	o := Organisation{Names: []DatedName{named("А", "", "2022-06-10"), named("Б", "2022-06-11", "2025-01-01")}}
	for day, want := range map[events.Day]string{"1990-01-01": "А", "2022-06-10": "А", "2022-06-11": "Б", "2025-01-01": "Б", "2025-01-02": ""} {
		got := ""
		if of := o.AsOf(day); len(of.Names) == 1 {
			got = of.Names[0].Name.KK
		}
		if got != want {
			t.Errorf("on %s: got %q, want %q", day, got, want)
		}
	}
}

func TestReferenceFile(t *testing.T) {
	keys, ids := map[string]bool{}, map[string]bool{}
	for _, o := range reference() {
		if err := o.Check(); err != nil {
			t.Errorf("%s: %v", o.Key, err)
		}
		if keys[o.Key] || ids[o.ID] {
			t.Errorf("%s is there twice", o.Key)
		}
		keys[o.Key], ids[o.ID] = true, true
		for _, n := range o.Names {
			if n.Name.KK == "" || n.Name.RU == "" || (n.Abbreviation.KK == "") != (n.Abbreviation.RU == "") {
				t.Errorf("%s lacks a language: %+v", o.Key, n)
			}
		}
	}
}

func TestWhoChangesAnOrganisation(t *testing.T) {
	const ours, theirs = "0190aaaa-0000-7000-8000-000000000001", "0190aaaa-0000-7000-8000-000000000002"
	held := func(forum string, roles ...string) token.Caller {
		return token.Caller{Roles: map[string][]string{forum: roles}}
	}
	key, other := "new", theirs
	said, given := Change{Key: &key}, Change{OwnerID: &other}
	const elsewhere, administrators = "organisation_of_other_forum", "organisation_owner_by_administrators"
	for _, c := range []struct {
		who                     string
		by                      token.Caller
		ours, nobodys, handOver string
	}{
		{"the owner's organiser", held(ours, "organiser"), "", elsewhere, administrators},
		{"the owner's secretary", held(ours, "secretary"), "", elsewhere, administrators},
		{"the owner's chair", held(ours, "chair", "moderator", "facilitator", "controller"), elsewhere, elsewhere, elsewhere},
		{"another's organiser", held(theirs, "organiser", "secretary"), elsewhere, elsewhere, elsewhere},
		{"who is both", token.Caller{Roles: map[string][]string{ours: {"secretary"}, theirs: {"organiser"}}}, "", elsewhere, administrators},
		{"organiser of all", held(token.Everywhere, "organiser"), "", "", ""},
		{"secretary of all", held(token.Everywhere, "secretary"), "", "", ""},
		{"chair of all", held(token.Everywhere, "chair"), elsewhere, elsewhere, elsewhere},
		{"nobody", token.Caller{}, elsewhere, elsewhere, elsewhere},
	} {
		owned, nobodys := Organisation{OwnerID: ours}, Organisation{}
		for what, got := range map[string]struct {
			err  error
			want string
		}{
			"its own": {owned.MayChange(c.by, said), c.ours}, "nobody's": {nobodys.MayChange(c.by, said), c.nobodys}, "the owner": {owned.MayChange(c.by, given), c.handOver},
		} {
			if (got.err == nil) != (got.want == "") || got.err != nil && got.err.Error() != got.want {
				t.Errorf("%s changes %s: got %v, want %q", c.who, what, got.err, got.want)
			}
		}
	}
}

func TestWhoseAnOrganisationIs(t *testing.T) {
	const a, b = "0190aaaa-0000-7000-8000-000000000001", "0190aaaa-0000-7000-8000-000000000002"
	one := token.Caller{Roles: map[string][]string{a: {"organiser"}, b: {"secretary"}}}
	two := token.Caller{Roles: map[string][]string{a: {"organiser"}, b: {"organiser"}}}
	all := token.Caller{Roles: map[string][]string{a: {"organiser"}, token.Everywhere: {"organiser"}}}
	for _, c := range []struct {
		by                 token.Caller
		named, want, fault string
	}{
		{one, "", a, ""},
		{one, strings.ToUpper(a), a, ""},
		{one, b, "", "organisation_owner_own"},
		{two, "", "", "required"},
		{two, b, b, ""},
		{all, "", "", ""},
		{all, b, b, ""},
		{one, "x", "", "want_uuid"},
	} {
		got, err := Owner(c.by, c.named)
		if got != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), "/owner_id "+c.fault) {
			t.Errorf("%v names %q: got %q, %v, want %q %s", c.by.Roles, c.named, got, err, c.want, c.fault)
		}
	}
}
