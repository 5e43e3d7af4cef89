package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Letters that are taken for each other, pair by pair: those of Latin that look
// like Cyrillic ones in either case; those that stand in for Kazakh ones; those of
// Kazakh as a keyboard without them has them. ё, й and accented letters lose their
// marks by being decomposed.
//
// The same pairs stand in the schemas' function fold and in the browser's
// core/text.ts; testdata/cases.json is read by the tests of all three.
const (
	lettersFrom = "abcehikmoptxy" + "əǝɵı" + "әғқңөұүһіґ"
	lettersTo   = "авсеникмортху" + "ааои" + "агкноуухиг"
)

var letters = pairs(lettersFrom, lettersTo)

func pairs(from, to string) map[rune]rune {
	m, signs := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		m[r] = signs[i]
	}
	return m
}

// dropped are the characters that no key has: accents and what nobody sees.
var dropped = []rune{
	0x00ad, 0x00ad, 0x0300, 0x036f, 0x0483, 0x0489, 0x061c, 0x061c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f,
	0x1ab0, 0x1aff, 0x1dc0, 0x1dff, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0x3164, 0x3164,
	0xe000, 0xf8ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffc,
	0x1d159, 0x1d159, 0xe0000, 0xe0fff,
}

// separating are the characters between words, but for the sign of a tag.
var separating = []rune{
	0x00, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0xbf, 0xd7, 0xd7, 0xf7, 0xf7, 0x02b9, 0x02ff, 0x1680, 0x1680,
	0x2000, 0x205f, 0x2116, 0x2116, 0x2800, 0x2800, 0x2e00, 0x2e7f, 0x3000, 0x303f,
}

func among(ranges []rune, r rune) bool {
	for i := 0; i < len(ranges); i += 2 {
		if r >= ranges[i] && r <= ranges[i+1] {
			return true
		}
	}
	return false
}

func cyrillic(r rune) bool { return r >= 0x0400 && r <= 0x04ff }

// Fold is the key by which a text is sought and compared: two texts that a reader
// or a careless typist takes for the same have the same key. It forgets case,
// accents, ё and й, how letters are composed, characters that nobody sees, which
// of two look-alike letters it is, Kazakh letters (ә/а ғ/г қ/к ң/н ө/о ұ,ү/у һ/х
// і/и), and what separates words; words are separated by one blank. The sign of a
// tag stays (#жол).
func Fold(s string) string {
	s = norm.NFKD.String(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "№", " "))
	runes := make([]rune, 0, len(s))
	for _, r := range s {
		if !among(dropped, r) {
			runes = append(runes, r)
		}
	}
	var key strings.Builder
	for i, r := range runes {
		last, next := at(runes, i-1), at(runes, i+1)
		switch {
		case r == 'h' && (cyrillic(last) || cyrillic(next)): // қаhарман: the small h is һ, the large one Н
			r = 'х'
		case r == '#' && (cyrillic(next) || next|0x20 >= 'a' && next|0x20 <= 'z'):
		case among(separating, r):
			r = ' '
		default:
			r = unicode.ToLower(r)
			if l, ok := letters[r]; ok {
				r = l
			}
		}
		key.WriteRune(r)
	}
	return strings.Join(strings.Fields(key.String()), " ")
}

func at(runes []rune, i int) rune {
	if i < 0 || i >= len(runes) {
		return 0
	}
	return runes[i]
}
