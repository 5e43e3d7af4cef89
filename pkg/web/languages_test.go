package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

type worded struct {
	Body struct {
		Language string  `json:"language" format:"language"`
		Spoken   *string `json:"spoken,omitempty" format:"speech"`
		Title    struct {
			KK string `json:"kk" maxLength:"5"`
			RU string `json:"ru" maxLength:"5"`
		} `json:"title"`
	}
}

// The server takes the languages that there are, and the document names none: a
// client that was made of it need not be made again for another one.
func TestLanguagesAreTakenAndNotListed(t *testing.T) {
	mux := http.NewServeMux()
	api := NewAPI(mux, "test", "")
	huma.Post(api, "/texts", func(context.Context, *worded) (*struct{}, error) { return nil, nil }, Public)
	for body, want := range map[string]int{
		`{"language": "en", "spoken": "mixed", "title": {"kk": "а", "ru": "б", "en": "c"}}`: http.StatusNoContent,
		`{"language": "mixed", "title": {"kk": "а", "ru": "б"}}`:                            http.StatusUnprocessableEntity,
		`{"language": "xx", "title": {"kk": "а", "ru": "б"}}`:                               http.StatusUnprocessableEntity,
		`{"language": "en", "spoken": "xx", "title": {"kk": "а", "ru": "б"}}`:               http.StatusUnprocessableEntity,
		`{"language": "en", "title": {"kk": "а", "ru": "б", "xx": "c"}}`:                    http.StatusUnprocessableEntity,
		`{"language": "en", "title": {"kk": "а", "ru": "б", "en": "longer"}}`:               http.StatusUnprocessableEntity,
		`{"language": "en", "title": {"kk": "а"}}`:                                          http.StatusUnprocessableEntity,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/test/texts", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		mux.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d: %s", body, w.Code, want, w.Body)
		}
	}
	doc, err := OpenAPI(api)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(doc); strings.Contains(s, `"en"`) || !strings.Contains(s, `"^([a-z]{2,3}|mixed)$"`) || !strings.Contains(s, `"additionalProperties": {`) {
		t.Errorf("languages are listed, or not described: %s", s)
	}
}
