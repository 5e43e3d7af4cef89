package suggestion

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const quickGood = `{"suggestions":[{"id":"019a4c1e-7c3f-7d2a-8f00-0123456789ab","session_id":"019a4c1e-7c3f-7d2a-8f00-0123456789ac",` +
	`"theme_id":"","text":"Жол \"жөндеу\"\n\tкерек \\ 🚌","language":"kk","device_counter":7,"typed_at":"2026-05-28T09:41:12.345+05:00","kind":"idea"}]}`

var quickCases = []struct {
	name, body string
	quick      bool
}{
	{"as tablets send it", quickGood, true},
	{"with spaces", strings.ReplaceAll(strings.ReplaceAll(quickGood, `":`, "\" :\r\n\t"), ",", " , ") + " \n", true},
	{"two", `{"suggestions":[` + inner(quickGood) + "," + inner(quickGood) + "]}", true},
	{"tags", strings.Replace(quickGood, `"kind":"idea"`, `"tags":["көлік" , "қала"],"kind":"idea"`, 1), true},
	{"no tags", strings.Replace(quickGood, `"kind":"idea"`, `"tags":[ ]`, 1), true},
	{"tags are null", strings.Replace(quickGood, `"kind":"idea"`, `"tags":null`, 1), false},
	{"one tag", strings.Replace(quickGood, `"kind":"idea"`, `"tags":"көлік"`, 1), false},
	{"tags cut off", strings.Replace(quickGood, `"kind":"idea"`, `"tags":["көлік",]`, 1), false},
	{"none", `{"suggestions":[]}`, false},
	{"unknown field", strings.Replace(quickGood, `"kind":"idea"`, `"kind":"idea","x":1`, 1), false},
	{"unknown outer field", strings.TrimSuffix(quickGood, "}") + `,"x":1}`, false},
	{"field in another case", strings.Replace(quickGood, `"text"`, `"Text"`, 1), false},
	{"field twice", strings.Replace(quickGood, `"kind":"idea"`, `"device_counter":8`, 1), false},
	{"field missing", strings.Replace(quickGood, `"language":"kk",`, "", 1), false},
	{"empty text", strings.Replace(quickGood, `Жол \"жөндеу\"\n\tкерек \\ 🚌`, "", 1), false},
	{"longest text", strings.Replace(quickGood, "Жол", strings.Repeat("ұ", 1980), 1), true},
	{"too long a text", strings.Replace(quickGood, "Жол", strings.Repeat("ұ", 2000), 1), false},
	{"escape by number", strings.Replace(quickGood, "Жол", `\u0416ол`, 1), false},
	{"half a surrogate", strings.Replace(quickGood, "Жол", `\ud83d`, 1), false},
	{"unknown escape", strings.Replace(quickGood, "Жол", `\x`, 1), false},
	{"control character", strings.Replace(quickGood, "Жол", "Ж\nол", 1), false},
	{"bad UTF-8", strings.Replace(quickGood, "Жол", "\xd0", 1), false},
	{"language", strings.Replace(quickGood, `"kk"`, `"de"`, 1), false},
	{"null", strings.Replace(quickGood, `"idea"`, "null", 1), false},
	{"counter 0", strings.Replace(quickGood, ":7", ":0", 1), false},
	{"counter 07", strings.Replace(quickGood, ":7", ":07", 1), false},
	{"counter -7", strings.Replace(quickGood, ":7", ":-7", 1), false},
	{"counter 7.5", strings.Replace(quickGood, ":7", ":7.5", 1), false},
	{"counter 7e1", strings.Replace(quickGood, ":7", ":7e1", 1), false},
	{"counter in words", strings.Replace(quickGood, ":7", `:"7"`, 1), false},
	{"id in capitals", strings.Replace(quickGood, "0123456789ab", "0123456789AB", 1), false},
	{"no id", strings.Replace(quickGood, "019a4c1e-7c3f-7d2a-8f00-0123456789ab", "", 1), false},
	{"typed at noon", strings.Replace(quickGood, "2026-05-28T09:41:12.345+05:00", "noon", 1), false},
	{"something after", quickGood + "x", false},
	{"cut off", quickGood[:len(quickGood)-3], false},
	{"a list", "[]", false},
	{"nothing", "", false},
}

func inner(body string) string {
	return strings.TrimSuffix(strings.TrimPrefix(body, `{"suggestions":[`), "]}")
}

func TestQuickDecode(t *testing.T) {
	for _, c := range quickCases {
		if _, ok := quickDecode([]byte(c.body)); ok != c.quick {
			t.Errorf("%s: %v, want %v", c.name, ok, c.quick)
		}
	}
}

// FuzzQuickDecode makes sure that whatever is decoded quickly is what the usual
// way decodes, too, and within the limits that the schema sets.
func FuzzQuickDecode(f *testing.F) {
	for _, c := range quickCases {
		f.Add([]byte(c.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := quickDecode(body)
		if !ok {
			return
		}
		var want CaptureRequest
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(&want); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: quickly %+v, usually %+v, %v", body, got, want, err)
		}
		if n := len(got.Suggestions); n < 1 || n > 200 {
			t.Fatalf("%d suggestions", n)
		}
		for _, s := range got.Suggestions {
			if n := utf8.RuneCountInString(s.Text); n < 1 || n > MaxText || s.DeviceCounter < 1 || s.ID == "" || s.SessionID == "" || s.Language == "" || strings.ContainsRune(s.Text, 0) {
				t.Fatalf("beyond the limits: %+v", s)
			}
		}
	})
}

func TestQuickEncode(t *testing.T) {
	at := time.Date(2026, 5, 28, 4, 41, 12, 345_600_000, time.UTC)
	receipts := []Receipt{
		{ID: "019a4c1e-7c3f-7d2a-8f00-0123456789ab", Outcome: Stored, Number: 7, Code: "7K3F-92QX-AB", ReceivedAt: at},
		{ID: "019a4c1e-7c3f-7d2a-8f00-0123456789ac", Outcome: AlreadyStored, Number: 8, Code: "7K3F-92QX-AC", ReceivedAt: at},
	}
	got, ok := quickEncode(receipts)
	var a, b CaptureAnswer
	want, err := json.Marshal(CaptureAnswer{Receipts: answers(receipts, "kk")})
	if err != nil || !ok || json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("quickly %s, usually %s", got, want)
	}
}

func BenchmarkQuickDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := quickDecode([]byte(quickGood)); !ok {
			b.Fatal("not decoded")
		}
	}
}
