package sessions_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/sessions"
)

type consentText struct {
	Version                             string
	Operator, Processing, Notifications events.Text
	Until                               string
	MadeBy                              string `json:"made_by"`
}

type consentRecord struct {
	Scope, Language, Operator, Until, Words string
	TextVersion                             string `json:"text_version"`
	Given                                   bool
}

func TestAConsentKeepsWhatWasRead(t *testing.T) {
	d := openDay(t)
	path := api + d.path + "/consent-text"
	var first, second consentText
	d.Call(t, 200, "GET", path, "", nil, &first)
	if first.Version == "" || !strings.Contains(first.Processing.KK, "форумды ұйымдастырушы") || !strings.Contains(first.Processing.RU, "до достижения цели") {
		t.Errorf("a forum begins with %+v", first)
	}
	operator := object{"kk": "Азаматтық альянс, БСН 010203040506", "ru": "Гражданский альянс, БИН 010203040506"}
	change := object{"seen": first.Version, "operator": operator, "until": "2024-12-31", "address": "alliance@example.kz"}
	d.Call(t, 200, "PUT", path, d.organiser, change, &second)
	for language, words := range map[string]string{"kk": second.Processing.KK, "ru": second.Processing.RU, "en": second.Processing.Of("en")} {
		if !strings.Contains(words, "010203040506") || !strings.Contains(words, "31.12.2024") || !strings.Contains(words, "alliance@example.kz") || strings.Contains(words, "{") {
			t.Errorf("%s: %s", language, words)
		}
	}
	d.Problem(t, 409, "changed_meanwhile", "PUT", path, d.organiser, change)
	d.Problem(t, 422, "invalid_request", "PUT", path, d.organiser, object{"seen": second.Version, "operator": object{"ru": "Альянс"}})

	person := api + d.path + "/participants/" + d.create(t, d.path+"/participants", object{"name": "Айгүл", "language": "ru"}).ID + "/consents"
	d.Call(t, 200, "POST", person, d.organiser, object{"scope": "processing", "text_version": first.Version, "given": true}, nil)
	d.Call(t, 200, "POST", person, d.organiser, object{"scope": "processing", "text_version": second.Version, "language": "kk", "given": true}, nil)
	d.Problem(t, 422, "invalid_request", "POST", person, d.organiser, object{"scope": "processing", "text_version": "7", "given": true})
	d.Problem(t, 422, "invalid_request", "POST", person, d.organiser, object{"scope": "processing", "given": true})
	// A later text changes nothing of what was read before it.
	d.Call(t, 200, "PUT", path, d.organiser, object{"seen": second.Version, "operator": text("Басқа")}, nil)

	var kept struct{ Items []consentRecord }
	d.Call(t, 200, "GET", person, d.organiser, nil, &kept)
	if len(kept.Items) != 2 {
		t.Fatalf("kept %+v", kept)
	}
	if old := kept.Items[0]; old.Words != first.Processing.RU || old.Language != "ru" || old.Operator != "организатор форума" || old.Until != "" {
		t.Errorf("of the first text it keeps %+v", old)
	}
	if c := kept.Items[1]; c.Words != second.Processing.KK || c.Language != "kk" || c.Operator != second.Operator.KK || c.Until != "2024-12-31" || c.TextVersion != second.Version {
		t.Errorf("of the second text it keeps %+v", c)
	}
}

func TestConsentWithdrawnTakesTheNameAway(t *testing.T) {
	d := openDay(t)
	facilitator := d.staff(t, "facilitator")
	id := d.create(t, d.path+"/participants", object{"name": "Айгүл Сейітқызы", "needs": "сурдоаударма", "key": "17"}).ID
	path, seat := api+d.path+"/participants/"+id, api+d.path+"/sessions/"+d.session+"/participants"
	d.Call(t, 200, "PUT", seat+"/"+id, facilitator, nil, nil)
	d.Call(t, 200, "POST", path+"/consents", facilitator, object{"scope": "processing", "text_version": "2026-11", "given": true}, nil)
	var p person
	for range 2 { // the desk repeats what it got no answer to
		d.Call(t, 200, "POST", path+"/consents", facilitator, object{"scope": "processing", "given": false}, &p)
	}
	if p.Name != "" || p.ErasedAt == nil {
		t.Errorf("after the withdrawal: %+v", p)
	}
	d.nowhere(t, "Айгүл", "сурдоаударма")
	testkit.Published(t, d.House, "sessions", func(e events.ConsentChanged) bool {
		return e.ParticipantID == id && !e.Given && e.TextVersion == "2026-11" && e.Version == 4
	})
	testkit.Published(t, d.House, "sessions", func(e events.ParticipantErased) bool { return e.ParticipantID == id && e.Version == 5 })
	var kept struct{ Items []consentRecord }
	d.Call(t, 200, "GET", path+"/consents", d.organiser, nil, &kept)
	if len(kept.Items) != 2 || kept.Items[0].Words == "" || kept.Items[1].Given {
		t.Errorf("what was agreed to and withdrawn is not kept: %+v", kept)
	}
}

// Before, a withdrawal left the name; the service erases those of then when it starts.
func TestConsentsWithdrawnBeforeTakeTheNameAway(t *testing.T) {
	d := openDay(t)
	gone := d.create(t, d.path+"/participants", object{"name": "Айгүл"}).ID
	stays := d.create(t, d.path+"/participants", object{"name": "Болат"}).ID
	never := d.create(t, d.path+"/participants", object{"name": "Ержан"}).ID
	for _, c := range []struct {
		id    string
		given bool
	}{{gone, true}, {gone, false}, {stays, false}, {stays, true}} {
		d.exec(t, `INSERT INTO sessions.consents (participant_id, scope, channel, text_version, given, changed_at)
			VALUES ('`+c.id+`', 'processing', '', '1', `+map[bool]string{true: "true", false: "false"}[c.given]+`, now())`)
	}
	d.again(t)
	testkit.Published(t, d.House, "sessions", func(e events.ParticipantErased) bool { return e.ParticipantID == gone })
	for id, want := range map[string]string{gone: "", stays: "Болат", never: "Ержан"} {
		var p person
		d.Call(t, 200, "GET", api+d.path+"/participants/"+id, d.organiser, nil, &p)
		if p.Name != want {
			t.Errorf("the name is %q, want %q", p.Name, want)
		}
	}
}

// again starts the service a second time, beside itself.
func (h house) again(t *testing.T) {
	t.Helper()
	host := *h.Host
	host.Mux = http.NewServeMux()
	seed := make([]byte, 32)
	s, err := sessions.New(t.Context(), &host, configuration{TokenKey: base64.StdEncoding.EncodeToString(seed)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestATabletReadsTheConsentOut(t *testing.T) {
	d := openDay(t)
	tablet := d.pair(t, newID()).AccessToken
	id := d.create(t, d.path+"/participants", object{"name": "Айгүл"}).ID
	seats := api + d.path + "/sessions/" + d.session + "/participants"
	elsewhere := api + d.path + "/sessions/" + d.create(t, d.path+"/sessions", aSession("")).ID + "/participants/"
	read := object{"text_version": "2026-11", "language": "kk"}
	d.Problem(t, 404, "participant_not_found", "POST", seats+"/"+id+"/consent", tablet, read) // not of this yurt
	d.Call(t, 200, "PUT", seats+"/"+id, tablet, nil, nil)
	d.Problem(t, 403, "role_required", "POST", elsewhere+id+"/consent", tablet, read)
	d.Call(t, 200, "POST", seats+"/"+id+"/consent", tablet, read, nil)
	status, answer := d.Do(t, "GET", seats, tablet, nil)
	if want := `[{"id":"` + id + `","name":"Айгүл","agreed":true}]`; status != 200 || !strings.Contains(string(answer), want) {
		t.Errorf("the tablet knows %s", answer)
	}
	testkit.Published(t, d.House, "sessions", func(e events.ConsentChanged) bool { return e.ParticipantID == id && e.Given && e.Scope == "processing" })
}
