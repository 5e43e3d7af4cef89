package sessions_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/sessions"
)

type settings struct {
	Items []struct {
		Key      string
		Value    any
		Default  any
		IsSet    bool   `json:"is_set"`
		FixedBy  string `json:"fixed_by"`
		Variable string
		Version  int
		Title    map[string]string
		Reason   map[string]string
	}
}

// TestASettingIsUsedAtOnce, without a restart, keeps its history, and can be taken back.
func TestASettingIsUsedAtOnce(t *testing.T) {
	h := open(t)
	put := func(key string, body object) {
		t.Helper()
		h.Call(t, 200, "PUT", api+"/settings/"+key, h.organiser, body, nil)
	}
	quorum := func() int {
		var f struct {
			Quorum   struct{ Percent int }
			TimeZone string `json:"time_zone"`
		}
		body := aForum("draft")
		delete(body, "quorum")
		delete(body, "time_zone")
		h.Call(t, 201, "POST", api+"/forums", h.organiser, body, &f)
		return f.Quorum.Percent
	}
	if got := quorum(); got != 50 {
		t.Errorf("a forum begins with %d %%", got)
	}
	put("forum.quorum_percent", object{"value": 30, "version": 0})
	if got := quorum(); got != 30 {
		t.Errorf("after the change a forum begins with %d %%", got)
	}
	h.Problem(t, 409, "changed_meanwhile", "PUT", api+"/settings/forum.quorum_percent", h.organiser, object{"value": 40, "version": 0})
	h.Problem(t, 422, "invalid_request", "PUT", api+"/settings/forum.quorum_percent", h.organiser, object{"value": 101})
	h.Problem(t, 404, "setting_not_found", "PUT", api+"/settings/forum.weather", h.organiser, object{"value": 1})
	put("forum.quorum_percent", object{"value": nil})
	if got := quorum(); got != 50 {
		t.Errorf("taken back, a forum begins with %d %%", got)
	}
	var changes struct {
		Items []struct {
			Key           string
			Before, After any
			By            string
		}
	}
	h.Call(t, 200, "GET", api+"/setting-changes", h.organiser, nil, &changes)
	if len(changes.Items) != 2 || changes.Items[1].After != 30.0 || changes.Items[0].Before != 30.0 || changes.Items[0].After != nil || changes.Items[0].By == "" {
		t.Errorf("the history is %+v", changes.Items)
	}
}

// TestEverySettingSaysWhatItIsFor in every language, and its default is one that it takes.
func TestEverySettingSaysWhatItIsFor(t *testing.T) {
	for _, one := range sessions.Settings() {
		for language, said := range one.Say("reason") {
			if len(said) < 20 || strings.Contains(said, one.Key) {
				t.Errorf("%s in %s: %q", one.Key, language, said)
			}
		}
	}
}

// TestWhatTheOperatorFixed stands on the page and cannot be changed there.
func TestWhatTheOperatorFixed(t *testing.T) {
	h := testkit.NewHouse(t)
	by := map[string]string{"SHANYRAQ_QUORUM_PERCENT": "35", "SHANYRAQ_INSTITUTION": "Akimat", "SHANYRAQ_ACCENT": "#8a1538"}
	h.Env = func(name string) (string, bool) { typed, ok := by[name]; return typed, ok }
	s, err := sessions.New(t.Context(), h.Host, configuration{TokenKey: seedOf(h)})
	if err != nil {
		t.Fatal(err)
	}
	h.Serve(t, s)
	organiser := h.Token(t, newID(), "*", "organiser")
	h.Problem(t, 409, "setting_fixed", "PUT", api+"/settings/forum.quorum_percent", organiser, object{"value": 1})
	// Letters and pages of the other services are told at the start.
	told := testkit.Published(t, h, "sessions", func(events.InstitutionDescribed) bool { return true })
	if told.Title.Of("kk") != "Akimat" || told.Title.Of("en") != "Akimat" || told.Accent != "#8a1538" || told.Version != 1 {
		t.Errorf("told %+v", told)
	}
	var all settings
	h.Call(t, 200, "GET", api+"/settings", organiser, nil, &all)
	for _, one := range all.Items {
		if fixed := one.Key == "forum.quorum_percent" || by[one.Variable] != ""; fixed != (one.FixedBy != "") || one.Key == "forum.quorum_percent" && one.Value != 35.0 {
			t.Errorf("%+v", one)
		}
	}
}

// TestTheInstitution is known to everybody, and the other services are told its name.
func TestTheInstitution(t *testing.T) {
	h := open(t)
	h.Call(t, 200, "PUT", api+"/settings/institution.title", h.organiser, object{"value": object{"kk": "Алматы әкімдігі", "ru": "Акимат Алматы"}}, nil)
	h.Call(t, 200, "PUT", api+"/settings/institution.accent", h.organiser, object{"value": "#8a1538"}, nil)
	h.Problem(t, 422, "invalid_request", "PUT", api+"/settings/institution.accent", h.organiser, object{"value": "#ffd200"})
	told := testkit.Published(t, h.House, "sessions", func(e events.InstitutionDescribed) bool { return e.Accent != "" })
	if told.Title.RU != "Акимат Алматы" || told.Version != 2 {
		t.Errorf("told %+v", told)
	}
	var i struct {
		Title           events.Text
		Accent, Address string
	}
	if h.Call(t, 200, "GET", api+"/institution", "", nil, &i); i.Title.KK != "Алматы әкімдігі" || i.Accent != "#8a1538" || i.Address != "http://shanyraq.test" {
		t.Errorf("known as %+v", i)
	}
	if _, css := h.Do(t, "GET", api+"/institution/style.css", "", nil); !strings.Contains(string(css), "--accent: #8a1538") {
		t.Errorf("the style is %s", css)
	}
	h.Problem(t, 404, "not_found", "GET", api+"/institution/logo", "", nil)
}

// TestThePublicAddressIsChosenOnThePage: checked there, and used by all services from
// the next start on, where the server can answer.
func TestThePublicAddressIsChosenOnThePage(t *testing.T) {
	h := testkit.NewHouse(t)
	began := h.PublicURL
	again := func(answers func(string) error, env func(string) (string, bool)) string {
		host := *h.Host
		host.Mux, host.Metrics, host.Answers, host.Env, host.PublicURL = http.NewServeMux(), service.NewMetrics(), answers, env, began
		if _, err := sessions.New(t.Context(), &host, configuration{TokenKey: seedOf(h)}); err != nil {
			t.Fatal(err)
		}
		return host.PublicURL
	}
	s, err := sessions.New(t.Context(), h.Host, configuration{TokenKey: seedOf(h)})
	if err != nil {
		t.Fatal(err)
	}
	h.Serve(t, s)
	organiser := h.Token(t, newID(), "*", "organiser")
	for _, wrong := range []string{"forum.example.kz", "ftp://forum.example.kz", "https://", "https://0.0.0.0", "https://forum.example.kz/desk"} {
		h.Problem(t, 422, "invalid_request", "PUT", api+"/settings/institution.address", organiser, object{"value": wrong})
	}
	if got := again(nil, nil); got != began {
		t.Errorf("nobody chose %s", got)
	}
	h.Call(t, 200, "PUT", api+"/settings/institution.address", organiser, object{"value": "https://forum.example.kz/"}, nil)
	if got := again(nil, nil); got != "https://forum.example.kz" {
		t.Errorf("chosen, it is %s", got)
	}
	if got := again(func(string) error { return errors.New("no certificate for it") }, nil); got != began {
		t.Errorf("where it cannot answer, it is %s", got)
	}
	if got := again(nil, service.Fixing("https://fixed.example.kz")); got != "https://fixed.example.kz" {
		t.Errorf("fixed, it is %s", got)
	}
}
