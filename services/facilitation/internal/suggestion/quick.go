package suggestion

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// Decoding and validating by reflection took a third of the time of a capture.
// quick reads the one shape that tablets send, and nothing else: whatever is in
// any way unusual, allowed or not, it leaves to the way that all routes take,
// which also words the refusals. So quick may say no to anything, and yes only
// to what that way would read the same.

// quickDecode decodes a CaptureRequest, or reports false.
func quickDecode(body []byte) (CaptureRequest, bool) {
	var c CaptureRequest
	if !utf8.Valid(body) {
		return c, false
	}
	q := quick{data: body, ok: true}
	q.expect('{')
	if string(q.text()) != "suggestions" {
		return c, false
	}
	q.expect(':')
	q.expect('[')
	c.Suggestions = make([]CaptureItem, 0, 1)
	for q.ok {
		var item CaptureItem
		if !q.item(&item) || len(c.Suggestions) == 200 {
			return c, false
		}
		c.Suggestions = append(c.Suggestions, item)
		if q.next() != ',' {
			break
		}
		q.at++
	}
	q.expect(']')
	q.expect('}')
	return c, q.ok && q.next() == 0 && q.at == len(body)
}

type quick struct {
	data []byte
	at   int
	ok   bool
}

// next is the next byte that is no space, 0 at the end. It is not consumed.
func (q *quick) next() byte {
	for q.at < len(q.data) {
		switch c := q.data[q.at]; c {
		case ' ', '\t', '\r', '\n':
			q.at++
		default:
			return c
		}
	}
	return 0
}

func (q *quick) expect(c byte) {
	if q.next() != c {
		q.ok = false
		return
	}
	q.at++
}

// text reads a string that has no escapes but the short ones.
func (q *quick) text() []byte {
	q.expect('"')
	start := q.at
	for q.ok && q.at < len(q.data) {
		switch c := q.data[q.at]; {
		case c == '"':
			q.at++
			return q.data[start : q.at-1]
		case c == '\\':
			return q.escaped(start)
		case c < ' ':
			q.ok = false
		}
		q.at++
	}
	q.ok = false
	return nil
}

// escaped goes on where text met the first escape.
func (q *quick) escaped(start int) []byte {
	out := append(make([]byte, 0, 2*(q.at-start)+64), q.data[start:q.at]...)
	for q.at < len(q.data) {
		c := q.data[q.at]
		q.at++
		switch {
		case c == '"':
			return out
		case c < ' ':
			q.ok = false
			return nil
		case c != '\\':
			out = append(out, c)
			continue
		}
		meant := q.escape()
		if meant == 0 {
			break
		}
		out = append(out, meant)
	}
	q.ok = false
	return nil
}

// escape is what the letter after a backslash means, 0 for \u, whose surrogates
// are not for us.
func (q *quick) escape() byte {
	if q.at >= len(q.data) {
		return 0
	}
	c := q.data[q.at]
	q.at++
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case '"', '\\', '/':
		return c
	}
	return 0
}

// item reads one suggestion and checks what its schema says.
func (q *quick) item(s *CaptureItem) bool {
	var seen uint
	q.expect('{')
	for q.ok {
		name := q.text()
		q.expect(':')
		if !q.ok {
			return false
		}
		bit := q.member(s, name)
		if !q.ok || seen&bit != 0 {
			return false // unknown, wrong, or twice
		}
		seen |= bit
		if q.next() != ',' {
			break
		}
		q.at++
	}
	q.expect('}')
	return q.ok && seen&quickRequired == quickRequired
}

// The members, each with a bit for having been seen.
const (
	quickID = 1 << iota
	quickSession
	quickTheme
	quickText
	quickLanguage
	quickCounter
	quickRound
	quickAuthor
	quickTypedBy
	quickDevice
	quickTypedAt
	quickKind
	quickTags
	quickRequired = quickID | quickSession | quickTheme | quickText | quickLanguage | quickCounter
)

func (q *quick) member(s *CaptureItem, name []byte) uint {
	switch string(name) {
	case "id":
		s.ID = q.id(false)
		return quickID
	case "session_id":
		s.SessionID = q.id(false)
		return quickSession
	case "theme_id":
		s.ThemeID = OptionalID(q.id(true))
		return quickTheme
	case "round_id":
		s.RoundID = OptionalID(q.id(true))
		return quickRound
	case "author_id":
		s.AuthorID = OptionalID(q.id(true))
		return quickAuthor
	case "typed_by":
		s.TypedBy = OptionalID(q.id(true))
		return quickTypedBy
	case "device_id":
		s.DeviceID = OptionalID(q.id(true))
		return quickDevice
	case "text":
		text := q.text()
		if n := utf8.RuneCount(text); n < 1 || n > MaxText {
			q.ok = false
		}
		s.Text = string(text)
		return quickText
	case "language":
		s.Language = q.oneOf("kk", "ru", "en", "mixed")
		return quickLanguage
	case "tags":
		s.Tags = q.texts()
		return quickTags
	case "kind":
		s.Kind = q.oneOf("idea")
		return quickKind
	case "device_counter":
		s.DeviceCounter = q.counter()
		return quickCounter
	case "typed_at":
		t, err := time.Parse(time.RFC3339, string(q.text()))
		q.ok = q.ok && err == nil
		s.TypedAt = &t
		return quickTypedAt
	}
	q.ok = false
	return 0
}

// id reads a UUID in its canonical form.
func (q *quick) id(orEmpty bool) string {
	s := string(q.text())
	if s == "" && orEmpty {
		return ""
	}
	if !plainUUID(s) {
		q.ok = false
	}
	return s
}

// texts reads a list of strings.
func (q *quick) texts() []string {
	list := []string{}
	q.expect('[')
	if q.next() == ']' {
		q.at++
		return list
	}
	for q.ok {
		list = append(list, string(q.text()))
		if q.next() != ',' {
			break
		}
		q.at++
	}
	q.expect(']')
	return list
}

func (q *quick) oneOf(words ...string) string {
	text := q.text()
	for _, w := range words {
		if string(text) == w {
			return w
		}
	}
	q.ok = false
	return ""
}

// counter reads a whole number from 1.
func (q *quick) counter() int64 {
	q.next()
	start := q.at
	for q.at < len(q.data) && q.data[q.at] >= '0' && q.data[q.at] <= '9' {
		q.at++
	}
	n, err := strconv.ParseInt(string(q.data[start:q.at]), 10, 64)
	if err != nil || n < 1 || n > 1<<53 || q.data[start] == '0' {
		q.ok = false
	}
	return n
}

// plainUUID reports whether s is a UUID in lower case with four hyphens.
func plainUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c < '0' || c > '9' && c < 'a' || c > 'f':
			return false
		}
	}
	return true
}

// quickEncode is the answer as JSON.
func quickEncode(receipts []Receipt) ([]byte, bool) {
	out := make([]byte, 0, 32+180*len(receipts))
	out = append(out, `{"receipts":[`...)
	for i := range receipts {
		r := &receipts[i]
		if r.Problem != nil {
			return nil, false // has words
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, `{"id":"`...), r.ID...)
		out = append(append(out, `","outcome":"`...), r.Outcome...)
		out = strconv.AppendInt(append(out, `","number":`...), r.Number, 10)
		out = append(append(out, `,"receipt":"`...), r.Code...)
		out = append(out, `","received_at":"`...)
		out = append(r.ReceivedAt.AppendFormat(out, time.RFC3339Nano), `"}`...)
	}
	return append(out, "]}\n"...), true
}
