package setting

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	_ "image/jpeg" // logos
	_ "image/png"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a yurt camp's laptop may have no time zones
	"unicode/utf8"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
)

const (
	longest = 200       // characters of a line
	picture = 256 << 10 // bytes
	pixels  = 2000      // a side
)

// Check returns the value in the form in which it is kept, or what is wrong with it.
func (s Setting) Check(value any) (any, error) {
	switch s.Kind {
	case Number:
		return s.number(value)
	case Words:
		return s.words(value)
	case Languages:
		return s.languages(value)
	default: // the others are lines
	}
	line, ok := value.(string)
	if !ok {
		return nil, wrong("want_string")
	}
	line = strings.TrimSpace(line)
	switch s.Kind {
	case Choice:
		if !slices.Contains(s.Choices, line) {
			return nil, wrong("want_one_of", "values", strings.Join(s.Choices, ", "))
		}
	case Colour:
		return colour(line)
	case Zone:
		// "" and "Local" are names to Go, but not to others.
		if _, err := time.LoadLocation(line); err != nil || !strings.Contains(line, "/") {
			return nil, wrong("setting_zone")
		}
	case Picture:
		return line, checkPicture(line)
	default:
		return s.line(line)
	}
	return line, nil
}

func (s Setting) number(value any) (any, error) {
	n, ok := value.(float64)
	if i, whole := value.(int); whole {
		n, ok = float64(i), true
	}
	switch {
	case !ok || n != math.Trunc(n):
		return nil, wrong("setting_whole")
	case n < float64(s.Min) || n > float64(s.Max):
		return nil, wrong("setting_bounds", "least", s.Min, "most", s.Max)
	}
	return int(n), nil
}

func (s Setting) line(line string) (any, error) {
	if most := max(s.Max, longest); utf8.RuneCountInString(line) > most {
		return nil, wrong("too_long", "limit", most)
	}
	kept, ok := text.Line(line)
	if !ok {
		return nil, wrong("not_one_line")
	}
	if s.Kind == Secret {
		return line, nil // as it was typed
	}
	if s.Fits == nil {
		return kept, nil
	}
	err := s.Fits(kept)
	var p *problem.Error
	if errors.As(err, &p) {
		return nil, &problem.Error{Kind: problem.KindInvalid, Code: "invalid_request", Fields: []problem.Field{{Pointer: "/value", Code: p.Code, Args: p.Args}}}
	}
	return kept, err
}

func (s Setting) words(value any) (any, error) {
	given, ok := value.(map[string]any)
	if !ok {
		return nil, wrong("want_object")
	}
	kept := map[string]string{}
	for code, v := range given {
		said, isText := v.(string)
		if !isText || !words.Known(code) {
			return nil, wrong("want_string")
		}
		line, err := s.line(said)
		if err != nil {
			return nil, err
		}
		if l := line.(string); text.Shows(l) {
			kept[code] = l
		}
	}
	return kept, nil
}

func (s Setting) languages(value any) (any, error) {
	var chosen []string
	switch given := value.(type) {
	case []string:
		chosen = given
	case []any:
		for _, v := range given {
			code, _ := v.(string)
			chosen = append(chosen, code)
		}
	}
	kept := []string{} // in the house's order
	for _, code := range words.Codes() {
		if slices.Contains(chosen, code) {
			kept = append(kept, code)
		}
	}
	if len(kept) != len(chosen) || !slices.Contains(kept, words.Codes()[0]) {
		return nil, wrong("setting_languages")
	}
	return kept, nil
}

var hex = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func colour(given string) (any, error) {
	given = strings.ToLower(given)
	switch {
	case given == "":
		return "", nil
	case !hex.MatchString(given):
		return nil, wrong("setting_colour")
	case look.Legible(given) < look.Readable:
		return nil, wrong("setting_contrast", "contrast", strconv.FormatFloat(math.Floor(look.Legible(given)*10)/10, 'f', 1, 64))
	}
	return given, nil
}

var pictured = regexp.MustCompile(`^data:image/(png|jpeg);base64,`)

// checkPicture wants a picture that browsers and mail show without running
// anything: no SVG.
func checkPicture(given string) error {
	if given == "" {
		return nil
	}
	_, data := Content(given)
	switch {
	case len(data) > picture:
		return wrong("setting_picture_large", "limit", picture>>10)
	case len(data) == 0:
		return wrong("setting_picture")
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width > pixels || c.Height > pixels {
		return wrong("setting_picture")
	}
	return nil
}

// Content is what a picture's value holds: its media type and its bytes.
func Content(value string) (media string, data []byte) {
	head := pictured.FindString(value)
	if head == "" {
		return "", nil
	}
	data, err := base64.StdEncoding.DecodeString(value[len(head):])
	if err != nil {
		return "", nil
	}
	return strings.TrimSuffix(strings.TrimPrefix(head, "data:"), ";base64,"), data
}

func wrong(code string, args ...any) error { return problem.InvalidField("/value", code, args...) }
