// Package web carries the built browser application (tablet, desk, landing page) inside the binary and serves it.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// Handler serves the application that `npm run build` left in dist:
//
//	/            the landing page
//	/t/          the yurt tablet
//	/desk/…      the secretariat's desk (its own router reads the rest of the path)
//	/assets/…    hashed files, immutable; a missing one is 404, never a page
//
// Everything else is 404, with a page for people, so Handler can be mounted at "/" beside the services.
// If the application was not built before the binary, pages answer 503 and say how to build it.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only an invalid path literal can cause this
	}
	return newSite(files)
}
