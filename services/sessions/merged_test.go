package sessions_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type merged struct {
	ID         string
	MergedInto string `json:"merged_into"`
	Version    int
}

// A duplicate goes by the other's name, for whatever refers to it, until the merge
// is undone; nothing of it is lost.
func TestADuplicateIsMergedAndTakenApart(t *testing.T) {
	r := openRegister(t)
	double, third := newID(), newID()
	for id, name := range map[string]string{double: "ОО «Дана»", third: "Дана қоры"} {
		r.Call(t, 201, "POST", api+"/organisations", r.owner, object{"id": id, "kind": "ngo", "ngo_kind": "youth", "names": []object{{"name": text(name)}}}, nil)
	}
	person := r.create(t, r.day.path+"/participants", object{"name": "Айгүл", "organisation_id": double}).ID

	var found struct {
		Items []struct{ Organisations []merged }
	}
	r.Call(t, 200, "GET", api+"/organisations/duplicates", r.owner, nil, &found)
	if len(found.Items) != 1 || len(found.Items[0].Organisations) != 3 {
		t.Errorf("duplicates: %+v, want the three in one", found.Items)
	}

	merge := func(id string) string { return api + "/organisations/" + id + "/merge" }
	r.Problem(t, 403, "organisation_of_other_forum", "POST", merge(double), r.other, object{"into_id": r.id})
	r.Problem(t, 422, "invalid_request", "POST", merge(double), r.owner, object{"into_id": double})
	r.Problem(t, 409, "changed_meanwhile", "POST", merge(double), r.owner, object{"into_id": r.id, "version": 9})
	r.Problem(t, 404, "organisation_not_found", "POST", merge(double), r.owner, object{"into_id": newID()})
	var m, again merged
	r.Call(t, 200, "POST", merge(double), r.secretary, object{"into_id": r.id, "version": 1}, &m)
	r.Call(t, 200, "POST", merge(double), r.secretary, object{"into_id": r.id, "version": 1}, &again)
	if m.MergedInto != r.id || m.Version != 2 || again != m {
		t.Errorf("merged: %+v, again: %+v", m, again)
	}
	goesBy := func(id, name string) {
		t.Helper()
		testkit.Published(t, r.House, "sessions", func(e events.OrganisationRegistered) bool {
			return e.OrganisationID == id && e.Names[len(e.Names)-1].Name.RU == name
		})
	}
	goesBy(double, "Дана")
	r.Problem(t, 422, "invalid_request", "POST", merge(third), r.owner, object{"into_id": double}) // of what is no more
	r.Problem(t, 409, "organisation_merged", "PATCH", api+"/organisations/"+double, r.owner, object{"key": "x"})

	// The other is merged too, and then renamed: both go by the last of the three.
	r.Call(t, 200, "POST", merge(r.id), r.owner, object{"into_id": third}, nil)
	goesBy(double, "Дана қоры")
	r.Call(t, 200, "PATCH", api+"/organisations/"+third, r.owner, object{"names": []object{{"name": text("Дана-2")}}}, nil)
	goesBy(double, "Дана-2")
	goesBy(r.id, "Дана-2")

	var l list
	r.Call(t, 200, "GET", api+"/organisations?q=ОО+Дана", "", nil, &l)
	if len(l.Items) != 0 {
		t.Errorf("found by the name of a merged one's merged: %+v", l.Items)
	}
	r.Call(t, 200, "GET", api+"/organisations?q=дана&order=ru", "", nil, &l)
	if len(l.Items) != 1 || l.Items[0].ID != third {
		t.Errorf("listed: %+v, want only what stands", l.Items)
	}
	var refs struct {
		People int
		Merged []merged
	}
	r.Call(t, 200, "GET", api+"/organisations/"+third+"/references", r.passer, nil, &refs)
	if refs.People != 1 || len(refs.Merged) != 2 {
		t.Errorf("references: %+v, want the person of a duplicate's duplicate", refs)
	}

	r.Problem(t, 403, "organisation_of_other_forum", "POST", r.path+"/unmerge", r.other, nil)
	m, again = merged{}, merged{}
	r.Call(t, 200, "POST", r.path+"/unmerge", r.owner, nil, &m)
	r.Call(t, 200, "POST", r.path+"/unmerge", r.owner, nil, &again)
	if m.MergedInto != "" || again != m {
		t.Errorf("apart: %+v, again %+v", m, again)
	}
	goesBy(r.id, "Дана")
	var who struct {
		OrganisationID string `json:"organisation_id"`
	}
	r.Call(t, 200, "GET", api+r.day.path+"/participants/"+person, r.organiser, nil, &who)
	if who.OrganisationID != double {
		t.Errorf("the person is of %s, want what was typed", who.OrganisationID)
	}
	if lines := r.history(t, r.owner); len(lines) != 4 {
		t.Errorf("history: %q, want registered, absorbed, merged and unmerged", lines)
	}
}

// What is exported is known when it is imported, whatever the file's language.
func TestAnExportIsAnImport(t *testing.T) {
	r := openRegister(t)
	r.Call(t, 201, "POST", api+"/organisations", r.owner, object{
		"kind": "ngo", "ngo_kind": "volunteers", "key": "010203040506", "region": "KZ-63", "activity": object{"kk": "Көмек", "ru": "Помощь"},
		"names": []object{{"name": object{"kk": "=Үміт", "ru": "Надежда; и вера"}, "abbreviation": text("НВ"), "valid_from": "2020-02-01"}},
	}, nil)
	for _, language := range []string{"kk", "ru", "en"} {
		for _, format := range []string{"csv", "xlsx"} {
			data := r.download(t, r.owner, "/organisations/list?kind=ngo&format="+format, language)
			if status, p := r.upload(t, r.owner, "organisations", data); status != 201 || p.Known != 2 || len(p.Errors) > 0 || len(p.IgnoredColumns) > 0 {
				t.Errorf("%s %s: %d %+v", language, format, status, p)
			}
		}
	}
}

// download reads a file that a browser would store.
func (d day) download(t *testing.T, bearer, path, language string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+api+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	req.Header.Set("Accept-Language", language)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%s: %d %s %v", path, res.StatusCode, data, err)
	}
	return data
}
