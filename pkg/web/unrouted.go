package web

import (
	"net/http"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// api answers what no route below /api takes with a problem document: 404, or 405
// with the methods that the path takes. A mux answers with a line of text, and one
// with a page for everything else at "/" with that.
func api(mux *http.ServeMux, next http.Handler) http.Handler {
	routed := func(r *http.Request) bool {
		_, pattern := mux.Handler(r)
		return pattern != "" && !strings.HasSuffix(pattern, " /") && pattern != "/"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") || routed(r) {
			next.ServeHTTP(w, r)
			return
		}
		var allowed []string
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			other := *r
			if other.Method = method; routed(&other) {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			Fail(w, r, problem.NotFound("not_found"))
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		answerWith(w, r, document(Language(r.Header.Get("Accept-Language")), http.StatusMethodNotAllowed, "", nil))
	})
}
