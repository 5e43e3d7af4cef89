package text

import (
	"crypto/rand"
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

// crockford leaves out I, L, O and U, which are misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode is random characters that can be typed, five bits each, in groups of so
// many: "7K3F-92QX" of 4 and 4.
func NewCode(groups ...int) string {
	var length int
	for _, n := range groups {
		length += n
	}
	random := make([]byte, length)
	_, _ = rand.Read(random) // never fails
	code := make([]byte, 0, length+len(groups))
	for i, n := range groups {
		if i > 0 {
			code = append(code, '-')
		}
		for _, b := range random[:n] {
			code = append(code, crockford[b&31])
		}
		random = random[n:]
	}
	return string(code)
}

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
