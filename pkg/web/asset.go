package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
)

// Asset is a file of a page whose address changes with its content, so that a browser
// may keep it for ever.
type Asset struct {
	Address string
	mime    string
	body    []byte
}

// NewAsset makes one of its parts in their order; its address is
// <folder>/<name>.<sum>.<extension>.
func NewAsset(folder, name, extension string, parts ...[]byte) Asset {
	body := slices.Concat(parts...)
	sum := sha256.Sum256(body)
	mime := map[string]string{"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}[extension]
	return Asset{folder + "/" + name + "." + hex.EncodeToString(sum[:6]) + "." + extension, mime, body}
}

// Mount serves it at its address.
func (a Asset) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+a.Address, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", a.mime)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(a.body) // a failed write means that the reader has gone
	})
}
