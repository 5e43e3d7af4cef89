package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errText is what unmarshalStrict says of text that would be stored other than
// it was sent.
var errText = errors.New("text is not valid UTF-8")

// unmarshalStrict refuses what encoding/json would quietly change: bytes that
// are not UTF-8 and half surrogates (both become U+FFFD), and U+0000, which
// PostgreSQL cannot hold.
func unmarshalStrict(data []byte, v any) error {
	if !utf8.Valid(data) || !wholeEscapes(data) {
		return errText
	}
	return json.Unmarshal(data, v)
}

// wholeEscapes checks the \u escapes of a JSON text.
func wholeEscapes(data []byte) bool {
	for {
		i := bytes.IndexByte(data, '\\')
		if i < 0 || i+1 >= len(data) {
			return true
		}
		if data[i+1] != 'u' {
			data = data[i+2:]
			continue
		}
		r, ok := escape(data[i:])
		if !ok {
			return true // malformed: the JSON decoder says so better
		}
		data = data[i+6:]
		if r == 0 {
			return false
		}
		if utf16.IsSurrogate(r) {
			low, ok := escape(data)
			if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
				return false
			}
			data = data[6:]
		}
	}
}

// escape reads a \uXXXX at the start of data.
func escape(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return rune(n), err == nil
}
