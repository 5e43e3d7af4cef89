// Package look has the colours, letters and measures that everything of ours is
// drawn with: the tablet, the desk and the pages that services render.
package look

import _ "embed"

// CSS declares them as custom properties. It comes before a page's own style; the
// browser application reads the same file.
//
//go:embed look.css
var CSS []byte
