package sessions_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type preview struct {
	ID                 string
	Rows, Ready, Known int
	Errors             []struct {
		Line                 int
		Column, Code, Detail string
	}
	Warnings       []struct{ Line int }
	Sample         []map[string]string
	IgnoredColumns []string `json:"ignored_columns"`
}

func (d day) upload(t *testing.T, bearer, kind string, file []byte) (int, preview) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "list.csv")
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+api+d.path+"/imports?kind="+kind, &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Accept-Language", "ru")
	req.Header.Set("Authorization", "Bearer "+bearer)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p preview
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatalf("upload: %d %s", resp.StatusCode, data)
	}
	return resp.StatusCode, p
}

func TestImports(t *testing.T) {
	d := openDay(t)
	secretary, organiser := d.staff(t, "secretary"), d.staff(t, "organiser")
	_, p := d.upload(t, organiser, "organisations", []byte("Код;Атауы (қаз);Название (ru);Вид;Регион;Сайт\n"+
		"1;«Дана» ҚҚ;ОФ \"Дана\";НПО;Алматы қаласы;x\n2;;Аппарат;госорган;KZ-99;\n1;;Другая;НПО;;\n"))
	if p.Rows != 3 || p.Ready != 1 || len(p.Errors) != 2 || p.Errors[0].Code != "unknown_region" || p.Errors[0].Line != 3 ||
		p.Errors[1].Code != "repeats_line" || p.Errors[1].Detail != "Повтор строки 2." || p.Sample[0]["name_ru"] != `ОФ "Дана"` {
		t.Fatalf("got %+v", p)
	}
	d.nowhereBut(t, "imports", "Дана")
	apply := api + "/imports/" + p.ID + "/apply"
	d.Problem(t, 403, "role_required", "POST", apply, secretary, nil)
	for range 2 {
		var applied struct{ Applied int }
		d.Call(t, 200, "POST", apply, organiser, nil, &applied)
		if applied.Applied != 1 {
			t.Errorf("applied %d", applied.Applied)
		}
	}
	e := testkit.Published(t, d.House, "sessions", func(e events.OrganisationRegistered) bool { return e.Region == "KZ-75" })
	if e.Names[0].Name.KK != "«Дана» ҚҚ" {
		t.Errorf("told %+v", e)
	}

	people := []byte("№;Тегі;Аты;Тілі;Ұйым\n1;Сейітова;Айгүл;қазақша;«дана» ққ\n2;Ким;Виктор;русский;\n3;;;;\n4;Омаров;Ерлан;тува;Жоқ ұйым\n")
	_, p = d.upload(t, secretary, "participants", people)
	if p.Rows != 4 || p.Ready != 2 || len(p.Errors) != 3 || p.Sample[0]["name"] != "Сейітова Айгүл" {
		t.Fatalf("got %+v", p)
	}
	_, twin := d.upload(t, secretary, "participants", people)
	var first, second struct{ Applied int }
	d.Call(t, 200, "POST", api+"/imports/"+p.ID+"/apply", secretary, nil, &first)
	d.Call(t, 200, "POST", api+"/imports/"+twin.ID+"/apply", secretary, nil, &second)
	if first.Applied != 2 || second.Applied != 0 {
		t.Errorf("applied %d, then of the same list %d", first.Applied, second.Applied)
	}
	testkit.Published(t, d.House, "sessions", func(r events.ParticipantRegistered) bool {
		return r.OrganisationID == e.OrganisationID && r.Language == "kk"
	})
	_, p = d.upload(t, organiser, "participants", []byte("фио;организация\nКим Анна;«Жаңа» қоры\nЦой Анна;«жаңа» қоры\n"))
	if p.Ready != 2 || len(p.Warnings) != 1 {
		t.Fatalf("got %+v", p)
	}
	d.Problem(t, 422, "invalid_request", "POST", api+"/imports/"+p.ID+"/apply", secretary, nil)
	d.Call(t, 200, "POST", api+"/imports/"+p.ID+"/apply", organiser, nil, &first)
	if first.Applied != 2 {
		t.Errorf("applied %d people, who brought their organisation", first.Applied)
	}
	brought := testkit.Published(t, d.House, "sessions", func(e events.OrganisationRegistered) bool { return e.Names[0].Name.KK == "«Жаңа» қоры" })
	testkit.Published(t, d.House, "sessions", func(r events.ParticipantRegistered) bool { return r.OrganisationID == brought.OrganisationID })

	_, p = d.upload(t, secretary, "participants", people)
	if p.Ready != 0 || p.Known != 2 {
		t.Errorf("the same list again: %+v", p)
	}
	d.Problem(t, 404, "import_not_found", "POST", api+"/imports/"+newID()+"/apply", secretary, nil)
	d.Problem(t, 403, "role_required", "POST", api+"/imports/"+p.ID+"/apply", d.Token(t, newID(), newID(), "organiser"), nil)
}

// nowhereBut looks for a text in every table but one.
func (d day) nowhereBut(t *testing.T, table, s string) {
	t.Helper()
	d.exec(t, `CREATE TABLE sessions.kept AS TABLE sessions.`+table)
	d.exec(t, `UPDATE sessions.`+table+` SET rows = '[]'`)
	d.exec(t, `ALTER TABLE sessions.kept SET SCHEMA public`)
	d.nowhere(t, s)
	d.exec(t, `UPDATE sessions.`+table+` i SET rows = k.rows FROM public.kept k WHERE k.id = i.id`)
	d.exec(t, `DROP TABLE public.kept`)
}
