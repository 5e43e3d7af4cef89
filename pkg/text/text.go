// Package text is what people type, paste and seek: whether it shows anything,
// whether it is one line, by what it is found, whether it is an address. It knows
// letters, not forums.
package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// unseen are characters of which nobody sees anything, beside blanks, marks
// without a letter, and control, format and private characters: fillers and
// selectors that Unicode counts among letters or symbols.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, // Hangul fillers
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1}, {Lo: 0x180b, Hi: 0x180f, Stride: 1},
		{Lo: 0x2065, Hi: 0x2065, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1}, // the empty Braille cell
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, {Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, {Lo: 0xfff0, Hi: 0xfffc, Stride: 1},
		{Lo: 0xfffe, Hi: 0xffff, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1d159, Hi: 0x1d159, Stride: 1}, {Lo: 0xe0000, Hi: 0xe0fff, Stride: 1}, // tags and selectors
	},
}

// breaks separate lines or could: what may be no part of one.
func breaks(r rune) bool { return r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cc, r) }

// hidden characters show nothing and part nothing.
func hidden(r rune) bool {
	return r != '\u2800' && unicode.Is(unseen, r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs)
}

func blank(r rune) bool { return r == '\u2800' || unicode.IsSpace(r) || unicode.Is(unicode.Z, r) }

// Shows reports whether there is anything to read in s. A text of blanks, soft
// hyphens, direction marks, selectors, fillers or lone accents is empty.
func Shows(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !blank(r) && !hidden(r) && !unicode.In(r, unicode.Cc, unicode.M)
	})
}

// Shown is s, or nothing where s shows nothing: a reason of blanks is no reason.
func Shown(s string) string {
	if !Shows(s) {
		return ""
	}
	return s
}

// Line is s as a name, a title or another line of its own is kept: composed, with
// single blanks, without what nobody sees. It returns false for line breaks,
// control and direction characters: they could put lines of their own into letters
// and headers, and turn the text around them.
func Line(s string) (string, bool) {
	s = strings.TrimFunc(s, blank) // a break at the end of a paste is no part of it
	if strings.ContainsFunc(s, func(r rune) bool { return breaks(r) || words.Turns(r) }) {
		return s, false
	}
	return OneLine(s), true
}

// Name brings the member of a request that pointer names into the form of a Line.
// Errors: required when it shows nothing, not_one_line.
func Name(pointer string, s *string) error {
	line, ok := Line(*s)
	if !ok {
		return problem.InvalidField(pointer, "not_one_line")
	}
	if !Shows(line) {
		return problem.InvalidField(pointer, "required")
	}
	*s = line
	return nil
}

// OneLine makes a line of anything: breaks become blanks, and what Line refuses or
// nobody sees is left out. It is for the cells of files, where a name may stand on
// two lines; its result passes Line.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case blank(r) || breaks(r):
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}
