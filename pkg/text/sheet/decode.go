package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode makes text of a file as people's programs write it: UTF-8, of which a few
// letters may be damaged, UTF-16 with a mark or without, else the code page KZ-1048.
// Line ends are \n.
func decode(data []byte) string {
	s := letters(data)
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(strings.ToValidUTF8(s, Damaged))
	return strings.TrimPrefix(s, "\ufeff")
}

func letters(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return string(data[3:])
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return utf16(data, unicode.LittleEndian, unicode.UseBOM)
	case zeros(data, 1):
		return utf16(data, unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(data, 0):
		return utf16(data, unicode.BigEndian, unicode.IgnoreBOM)
	}
	if good, bad := sequences(data); bad == 0 || good > bad {
		return string(data)
	}
	s, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil { // it maps every byte
		return string(data)
	}
	return kazakh.Replace(string(s))
}

func utf16(data []byte, order unicode.Endianness, mark unicode.BOMPolicy) string {
	s, err := unicode.UTF16(order, mark).NewDecoder().Bytes(data)
	if err != nil {
		return string(data)
	}
	return string(s)
}

// zeros tells UTF-16 without a mark: separators and line ends, and what is Latin,
// have a zero at the same side of each pair and nowhere on the other.
func zeros(data []byte, side int) bool {
	head := data[:min(len(data), 4000)]
	here, there := 0, 0
	for i, b := range head {
		switch {
		case b == 0 && i%2 == side:
			here++
		case b == 0:
			there++
		}
	}
	return here > 1 && there == 0 && here*50 > len(head)
}

// sequences counts what of a file is UTF-8 beyond ASCII and what is not.
func sequences(data []byte) (good, bad int) {
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		data = data[size:]
	}
	return good, bad
}

// kazakh makes KZ-1048 (STRK 1048-2002) of windows-1251: it has Kazakh letters on the
// places of those of languages that are not written here, and is the same otherwise.
var kazakh = strings.NewReplacer(
	"Ќ", "Қ", "ќ", "қ", "Ў", "Ұ", "ў", "ұ", "Ј", "Ә", "ј", "ә", "Ґ", "Ө", "ґ", "ө", "Є", "Ғ", "є", "ғ",
	"Ї", "Ү", "ї", "ү", "Ѕ", "Ң", "ѕ", "ң", "Ћ", "Һ", "ћ", "һ",
)
