package sessions_test

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type redeemed struct {
	DeviceID    string `json:"device_id"`
	Secret      string
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
	Forum       thing
	Theme       *thing
	Session     thing
	Rounds      []thing
	Themes      []thing
}

func (d day) code(t *testing.T) string {
	t.Helper()
	var p struct {
		Code, URL string
		ExpiresAt time.Time `json:"expires_at"`
	}
	d.Call(t, 201, "POST", api+d.path+"/sessions/"+d.session+"/pairings", d.staff(t, "facilitator"), nil, &p)
	if left := time.Until(p.ExpiresAt); len(p.Code) != 8 || p.URL != "http://shanyraq.test/t/#pair="+p.Code || left > 15*time.Minute || left < 14*time.Minute {
		t.Fatalf("got %+v", p)
	}
	return p.Code
}

// pair pairs a tablet; one that was paired before shows its secret.
func (d day) pair(t *testing.T, device string, secret ...string) redeemed {
	t.Helper()
	var r redeemed
	d.Call(t, 200, "POST", api+"/pairings/redeem", "",
		object{"code": d.code(t), "device_id": device, "secret": strings.Join(secret, ""), "name": "Юрта 3"}, &r)
	return r
}

func TestPairing(t *testing.T) {
	d := openDay(t)
	device, code := newID(), d.code(t)
	typed := strings.ToLower(code[:4]) + "-" + strings.ReplaceAll(strings.ReplaceAll(code[4:], "0", "O"), "1", "l")
	var r redeemed
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": typed, "device_id": device, "name": "Юрта 3"}, &r)
	if r.DeviceID != device || r.Forum.ID != d.forum || r.Theme == nil || r.Theme.ID != d.theme || r.Session.ID != d.session ||
		len(r.Rounds) != 1 || len(r.Themes) != 1 || time.Until(r.ExpiresAt) > 15*time.Minute {
		t.Errorf("got %+v", r)
	}
	testkit.Published(t, d.House, "sessions", func(e events.DevicePaired) bool { return e.DeviceID == device && e.SessionID == d.session })
	where := api + d.path + "/sessions/" + d.session + "/context"
	d.Call(t, 200, "GET", where, r.AccessToken, nil, nil)
	d.Problem(t, 403, "role_required", "GET", api+"/forums/"+newID()+"/sessions/"+d.session+"/context", r.AccessToken, nil)
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/participants", r.AccessToken, object{"name": "x"})
	elsewhere := d.create(t, d.path+"/sessions", aSession("")).ID
	there := d.create(t, d.path+"/sessions/"+elsewhere+"/rounds", object{"question": text("?"), "seconds": 60}).ID
	d.Call(t, 200, "POST", api+d.path+"/sessions/"+d.session+"/rounds/"+d.round+"/start", r.AccessToken, object{}, nil)
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/sessions/"+elsewhere+"/rounds/"+there+"/start", r.AccessToken, object{})

	// The same tablet whose answer got lost may ask again, another one may not.
	lost := r.Secret
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": code, "device_id": device, "name": "Юрта 3"}, &r)
	d.Problem(t, 409, "pairing_used", "POST", api+"/pairings/redeem", "", object{"code": code, "device_id": newID(), "name": "x"})
	renew := api + "/devices/" + device + "/token"
	d.Problem(t, 401, "device_secret_wrong", "POST", renew, "", object{"secret": lost})
	d.Problem(t, 401, "device_secret_wrong", "POST", api+"/devices/"+newID()+"/token", "", object{"secret": r.Secret})
	var fresh redeemed
	d.Call(t, 200, "POST", renew, "", object{"secret": r.Secret}, &fresh)
	d.Call(t, 200, "GET", where, fresh.AccessToken, nil, nil)

	moderator := d.staff(t, "moderator")
	var devices list
	d.Call(t, 200, "GET", api+d.path+"/devices", moderator, nil, &devices)
	if len(devices.Items) != 1 || devices.Items[0].ID != device {
		t.Errorf("got %+v", devices)
	}
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+device, moderator, nil, nil)
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+device, moderator, nil, nil)
	testkit.Published(t, d.House, "sessions", func(e events.DeviceRevoked) bool { return e.DeviceID == device })
	d.Problem(t, 401, "device_revoked", "POST", renew, "", object{"secret": r.Secret})
	again := d.pair(t, device, r.Secret)
	d.Call(t, 200, "POST", renew, "", object{"secret": again.Secret}, nil)

	late := d.code(t)
	d.exec(t, `UPDATE sessions.pairings SET expires_at = now() - interval '1 second'`)
	d.Problem(t, 409, "pairing_expired", "POST", api+"/pairings/redeem", "", object{"code": late, "device_id": newID(), "name": "x"})
}

func TestCodeOfOneForumCannotTakeATabletFromAnother(t *testing.T) {
	d := openDay(t)
	device := newID()
	first := d.pair(t, device)
	other := day{house: d.house}
	other.forum = d.create(t, "/forums", aForum("running")).ID
	other.path = "/forums/" + other.forum
	other.session = d.create(t, other.path+"/sessions", aSession("")).ID
	second := other.pair(t, device, first.Secret)
	if second.Theme != nil || len(second.Rounds) != 0 {
		t.Errorf("got %+v", second)
	}
	for secret, forum := range map[string]string{first.Secret: d.path, second.Secret: other.path} {
		var r redeemed
		d.Call(t, 200, "POST", api+"/devices/"+device+"/token", "", object{"secret": secret}, &r)
		d.Call(t, 200, "GET", api+forum+"/sessions/"+map[string]string{d.path: d.session, other.path: other.session}[forum]+"/context", r.AccessToken, nil, nil)
	}
}

func TestATabletHandsItsSessionOver(t *testing.T) {
	d := openDay(t)
	old, next := newID(), newID()
	first := d.pair(t, old)
	pairings := "/sessions/" + d.session + "/pairings"
	elsewhere := d.create(t, d.path+"/sessions", aSession("")).ID
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/sessions/"+elsewhere+"/pairings", first.AccessToken, nil)
	var p struct{ Code string }
	d.Call(t, 201, "POST", api+d.path+pairings, first.AccessToken, nil, &p)
	var second redeemed
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": p.Code, "device_id": next, "name": "Юрта 3, жаңа"}, &second)
	if second.Session.ID != d.session {
		t.Errorf("got %+v", second.Session)
	}

	devices := api + d.path + "/devices/"
	d.Problem(t, 403, "role_required", "DELETE", devices+next, first.AccessToken, nil)
	d.Call(t, 204, "DELETE", devices+old, first.AccessToken, nil, nil)
	testkit.Published(t, d.House, "sessions", func(e events.DeviceRevoked) bool { return e.DeviceID == old })
	// Its token is still good for minutes, but it is no key to the session any more.
	d.Problem(t, 401, "device_revoked", "POST", api+d.path+pairings, first.AccessToken, nil)
	d.Problem(t, 401, "device_revoked", "GET", api+d.path+"/sessions/"+d.session+"/context", first.AccessToken, nil)
	d.Call(t, 201, "POST", api+d.path+pairings, second.AccessToken, nil, nil)
}

func TestWhenATabletWasSeen(t *testing.T) {
	d := openDay(t)
	device := newID()
	r := d.pair(t, device)
	seen := func() (at time.Time) {
		t.Helper()
		var l struct {
			Items []struct {
				LastSeen time.Time `json:"last_seen_at"`
			}
		}
		d.Call(t, 200, "GET", api+d.path+"/devices", d.organiser, nil, &l)
		return l.Items[0].LastSeen
	}
	for name, call := range map[string]func(){
		"its token": func() {
			d.Call(t, 200, "POST", api+"/devices/"+device+"/token", "", object{"secret": r.Secret}, nil)
		},
		"where it stands": func() {
			d.Call(t, 200, "GET", api+d.path+"/sessions/"+d.session+"/context", r.AccessToken, nil, nil)
		},
	} {
		before := seen()
		if call(); !seen().After(before) {
			t.Errorf("after it asked for %s it was still seen at %v", name, before)
		}
	}
}

func TestOneCodePairsOneTablet(t *testing.T) {
	d := openDay(t)
	code := d.code(t)
	var paired atomic.Int32
	var tablets sync.WaitGroup
	for range 8 {
		tablets.Go(func() {
			if status, _ := d.Do(t, "POST", api+"/pairings/redeem", "", object{"code": code, "device_id": newID(), "name": "x"}); status == 200 {
				paired.Add(1)
			}
		})
	}
	tablets.Wait()
	if n := paired.Load(); n != 1 {
		t.Errorf("%d tablets were paired by one code", n)
	}
}

// Guessing is slowed down, and keeps nobody out who is right, though all have one
// address.
func TestGuessingKeepsNoTabletOut(t *testing.T) {
	d := openDay(t)
	device := newID()
	r := d.pair(t, device)
	renew := api + "/devices/" + device + "/token"
	for name, guess := range map[string]func() int{
		"codes": func() int {
			status, _ := d.Do(t, "POST", api+"/pairings/redeem", "", object{"code": "00000000", "device_id": newID(), "name": "x"})
			return status
		},
		"secrets": func() int {
			status, _ := d.Do(t, "POST", renew, "", object{"secret": "wrong"})
			return status
		},
	} {
		status := 0
		for i := 0; i < 400 && status != 429; i++ {
			status = guess()
		}
		if status != 429 {
			t.Errorf("after 400 %s: %d", name, status)
		}
		d.Call(t, 200, "POST", renew, "", object{"secret": r.Secret}, nil)
		d.pair(t, newID())
	}
}

// The ids of tablets stand in lists: a code alone takes none of them over.
func TestOnlyATabletItselfIsPairedAgain(t *testing.T) {
	d := openDay(t)
	device := newID()
	r := d.pair(t, device)
	code := d.code(t)
	for _, secret := range []string{"", "wrong"} {
		d.Problem(t, 409, "device_known", "POST", api+"/pairings/redeem", "", object{"code": code, "device_id": device, "secret": secret, "name": "x"})
	}
	d.Call(t, 200, "POST", api+"/devices/"+device+"/token", "", object{"secret": r.Secret}, nil)
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": code, "device_id": device, "secret": r.Secret, "name": "x"}, &r)
	d.Call(t, 200, "POST", api+"/devices/"+device+"/token", "", object{"secret": r.Secret}, nil)
}

// Revoked is revoked: on every route at once, with the codes that it made, and
// not undone by a code of before.
func TestRevokedMeansAtOnce(t *testing.T) {
	d := openDay(t)
	device := newID()
	r := d.pair(t, device)
	before := d.code(t)
	var own struct{ Code string }
	d.Call(t, 201, "POST", api+d.path+"/sessions/"+d.session+"/pairings", r.AccessToken, nil, &own)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds/" + d.round
	d.Call(t, 200, "POST", rounds+"/start", r.AccessToken, object{}, nil)
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+device, d.staff(t, "moderator"), nil, nil)

	d.Problem(t, 401, "device_revoked", "POST", rounds+"/extend", r.AccessToken, object{"seconds": 5})
	d.Problem(t, 401, "device_revoked", "POST", rounds+"/end", r.AccessToken, nil)
	d.Problem(t, 401, "device_revoked", "GET", api+d.path+"/sessions/"+d.session+"/participants", r.AccessToken, nil)
	redeem := api + "/pairings/redeem"
	d.Problem(t, 404, "pairing_not_found", "POST", redeem, "", object{"code": own.Code, "device_id": newID(), "name": "x"})
	d.Problem(t, 409, "pairing_expired", "POST", redeem, "", object{"code": before, "device_id": device, "secret": r.Secret, "name": "x"})
	// A tablet shows the token that it still has, also with the code that frees it.
	var again redeemed
	d.Call(t, 200, "POST", redeem, r.AccessToken, object{"code": d.code(t), "device_id": device, "secret": r.Secret, "name": "x"}, &again)
	d.Call(t, 200, "POST", rounds+"/end", again.AccessToken, nil, nil)
}

func TestATabletLeavesASessionThatIsCancelled(t *testing.T) {
	d := openDay(t)
	id := newID()
	r := d.pair(t, id)
	other, ended := d.create(t, d.path+"/sessions", aSession(d.theme)).ID, d.create(t, d.path+"/sessions", aSession("")).ID
	for _, state := range []string{"running", "ended"} {
		d.Call(t, 200, "PATCH", api+d.path+"/sessions/"+ended, d.organiser, object{"state": state}, nil)
	}
	move := api + d.path + "/devices/" + id
	d.Problem(t, 409, "session_takes_place", "PATCH", move, r.AccessToken, object{"session_id": other})
	d.Call(t, 200, "PATCH", api+d.path+"/sessions/"+d.session, d.organiser, object{"state": "cancelled", "reason": text("Дождь")}, nil)
	d.Problem(t, 409, "session_not_on", "PATCH", move, r.AccessToken, object{"session_id": ended})
	d.Problem(t, 404, "session_not_found", "PATCH", move, r.AccessToken, object{"session_id": newID()})
	d.Problem(t, 403, "role_required", "PATCH", api+d.path+"/devices/"+d.pair(t, newID()).DeviceID, r.AccessToken, object{"session_id": other})
	var standing struct{ Session thing }
	for range 2 { // the first answer was lost
		d.Call(t, 200, "PATCH", move, r.AccessToken, object{"session_id": other}, &standing)
		if standing.Session.ID != other {
			t.Errorf("stands in %+v", standing)
		}
	}
	told := testkit.Published(t, d.House, "sessions", func(e events.DevicePaired) bool { return e.DeviceID == id && e.SessionID == other })
	if told.Version != 2 {
		t.Errorf("told %+v", told)
	}
	d.Problem(t, 401, "device_revoked", "GET", api+d.path+"/sessions/"+d.session+"/context", r.AccessToken, nil)
	var renewed struct {
		AccessToken string `json:"access_token"`
	}
	d.Call(t, 200, "POST", api+"/devices/"+id+"/token", "", object{"secret": r.Secret}, &renewed)
	d.Call(t, 200, "GET", api+d.path+"/sessions/"+other+"/context", renewed.AccessToken, nil, nil)
	d.Problem(t, 409, "session_takes_place", "PATCH", move, renewed.AccessToken, object{"session_id": d.session})
	d.Call(t, 200, "PATCH", move, d.organiser, object{"session_id": d.create(t, d.path+"/sessions", aSession("")).ID}, nil) // staff move it anyhow
	d.Call(t, 204, "DELETE", move, d.organiser, nil, nil)
	d.Problem(t, 401, "device_revoked", "PATCH", move, d.organiser, object{"session_id": other})
}

// TestASheetPairsACamp: its codes are good for any number of tablets, one of them asks
// which session it is to be, and the next sheet ends the last.
func TestASheetPairsACamp(t *testing.T) {
	d := openDay(t)
	var sheet struct {
		Any     struct{ Code, URL string }
		Entries []struct {
			SessionID string `json:"session_id"`
			Code      string
		}
	}
	d.Call(t, 201, "POST", api+d.path+"/pairing-sheet", d.organiser, nil, &sheet)
	if len(sheet.Entries) != 1 || sheet.Entries[0].SessionID != d.session || !strings.HasSuffix(sheet.Any.URL, "#pair="+sheet.Any.Code) {
		t.Fatalf("the sheet is %+v", sheet)
	}
	redeem := func(code string, more object) (r redeemed) {
		t.Helper()
		body := object{"code": code, "device_id": newID(), "name": "x"}
		for key, value := range more {
			body[key] = value
		}
		d.Call(t, 200, "POST", api+"/pairings/redeem", "", body, &r)
		return r
	}
	for range 2 {
		if r := redeem(sheet.Entries[0].Code, nil); r.Session.ID != d.session {
			t.Errorf("paired to %+v", r.Session)
		}
	}
	var refused struct {
		Code     string
		Sessions []struct{ ID string }
	}
	status, answer := d.Do(t, "POST", api+"/pairings/redeem", "", object{"code": sheet.Any.Code, "device_id": newID(), "name": "x"})
	if err := json.Unmarshal(answer, &refused); err != nil || status != 409 || refused.Code != "pairing_choose" || len(refused.Sessions) != 1 {
		t.Errorf("unasked: %d %s", status, answer)
	}
	r := redeem(sheet.Any.Code, object{"session_id": d.session})
	again := redeem(sheet.Any.Code, object{"session_id": d.session, "device_id": r.DeviceID}) // its answer was lost
	d.Problem(t, 404, "session_not_found", "POST", api+"/pairings/redeem", "", object{"code": sheet.Any.Code, "device_id": newID(), "name": "x", "session_id": newID()})

	pulse := api + d.path + "/devices/" + again.DeviceID + "/pulse"
	d.Call(t, 204, "POST", pulse, again.AccessToken, object{"battery": 41, "charging": false, "version": "abc", "at": time.Now().Add(3 * time.Minute), "unsent": 7}, nil)
	var all struct {
		Items []struct {
			ID            string
			Battery       *int
			Unsent        int
			ClockOffsetMS int64  `json:"clock_offset_ms"`
			AppVersion    string `json:"app_version"`
			HeardAt       *time.Time
		}
	}
	d.Call(t, 200, "GET", api+d.path+"/devices", d.organiser, nil, &all)
	heard := 0
	for _, one := range all.Items {
		if one.ID == again.DeviceID && one.Battery != nil && *one.Battery == 41 && one.Unsent == 7 && one.AppVersion == "abc" && one.ClockOffsetMS > 170_000 && one.ClockOffsetMS < 190_000 {
			heard++
		}
	}
	if heard != 1 || len(all.Items) != 3 {
		t.Errorf("of the tablets is known %+v", all.Items)
	}
	for _, act := range d.audit(t, d.organiser, "limit=500") {
		if act.Act == "pulse" || act.Noun == "pulse" {
			t.Errorf("what a tablet says of itself every minute is in the audit: %s", act)
		}
	}
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/devices/"+newID()+"/pulse", again.AccessToken, object{"at": time.Now(), "unsent": 0})

	d.Call(t, 201, "POST", api+d.path+"/pairing-sheet", d.organiser, nil, nil)
	d.Problem(t, 404, "pairing_not_found", "POST", api+"/pairings/redeem", "", object{"code": sheet.Any.Code, "device_id": newID(), "name": "x"})
}

func TestWhatIsMissingBeforeTheDay(t *testing.T) {
	d := openDay(t)
	d.create(t, d.path+"/themes", object{"key": "empty", "title": object{"kk": "Су", "ru": ""}, "position": 9})
	d.create(t, d.path+"/participants", object{"name": "Айгүл"})
	var r struct {
		Sessions []struct {
			Facilitated     bool
			Tablets, Rounds int
		}
		EmptyThemes    []string `json:"empty_themes"`
		Untranslated   []struct{ Kind string }
		People         int
		WithoutConsent int `json:"without_consent"`
		Organisers     int
		Tablets        []struct{ ID string }
		BackupAt       *time.Time `json:"backup_at"`
	}
	d.Call(t, 200, "GET", api+d.path+"/readiness", d.organiser, nil, &r)
	if len(r.Sessions) != 1 || r.Sessions[0].Tablets != 0 || r.Sessions[0].Rounds != 1 || len(r.EmptyThemes) != 1 || r.People != 1 || r.WithoutConsent != 1 || r.Organisers != 1 || r.BackupAt != nil {
		t.Errorf("before: %+v", r)
	}
	if len(r.Untranslated) != 1 || r.Untranslated[0].Kind != "theme" {
		t.Errorf("untranslated: %+v", r.Untranslated)
	}
	d.pair(t, newID())
	d.Call(t, 200, "GET", api+d.path+"/readiness", d.organiser, nil, &r)
	if len(r.Tablets) != 1 || r.Sessions[0].Tablets != 1 {
		t.Errorf("with a tablet: %+v", r)
	}
}
