package words

import "strings"

// Turns reports a character that changes the direction of what follows, beyond the
// text it stands in.
func Turns(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// Contained is a text that people wrote as it may stand between other words: its
// directions end with it, as nothing that it begins is left open.
func Contained(s string) string {
	return strings.Map(func(r rune) rune {
		if Turns(r) {
			return -1
		}
		return r
	}, s)
}
