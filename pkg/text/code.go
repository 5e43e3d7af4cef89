package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What people type for the signs of a code, sign by sign: what Crockford's
// alphabet leaves out, and the Cyrillic and Kazakh letters that look like its
// letters and digits. The same pairs stand in the browser's core/text.ts;
// testdata/cases.json is read by the tests of both.
const (
	signsFrom = "OIL" + "АВЕКМНОРСТУХ" + "ІӀЈЅҺҮҰҚҢҒ" + "ЗБ"
	signsTo   = "011" + "ABEKMH0PCTYX" + "11JSHYYKHF" + "36"
)

var signs = pairs(signsFrom, signsTo)

// Code is a code of Crockford's alphabet as somebody typed it, in the one form in
// which codes are compared: capitals and digits without anything between them.
// Letters of another keyboard are read as those that they look like; one that looks
// like none is "?", so that a wrong code is not taken for a shorter one.
func Code(typed string) string {
	typed = norm.NFKD.String(strings.ReplaceAll(strings.ToValidUTF8(typed, "\ufffd"), "№", ""))
	return strings.Map(func(r rune) rune {
		r = unicode.ToUpper(r)
		if sign, ok := signs[r]; ok {
			return sign
		}
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return '?'
		}
		return -1
	}, typed)
}
