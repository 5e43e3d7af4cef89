package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	goqr "github.com/piglig/go-qr"
	"golang.org/x/term"
)

// quiet is the edge that cameras need, in modules.
const quiet = 3

// printQR draws the text for a phone to read from the terminal; elsewhere, in a
// file or a journal, the text alone is enough.
func printQR(w io.Writer, text string) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) { // #nosec G115 -- a descriptor fits
		return
	}
	if code, err := goqr.EncodeText(text, goqr.Low); err == nil {
		_, _ = fmt.Fprintln(w, drawQR(code.Size(), code.Module))
	}
}

// drawQR draws two modules in a character, black on white whatever the terminal's
// own colours are.
func drawQR(size int, dark func(x, y int) bool) string {
	var out strings.Builder
	for y := -quiet; y < size+quiet; y += 2 {
		out.WriteString("    \x1b[30;107m")
		for x := -quiet; x < size+quiet; x++ {
			out.WriteString(half(dark(x, y), dark(x, y+1)))
		}
		out.WriteString("\x1b[0m\n")
	}
	return out.String()
}

func half(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
