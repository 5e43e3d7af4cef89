package words

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Catalogue is what one part of the house says; its name is that of its file.
type Catalogue string

// Args fill the places of a sentence. A value that is itself said in languages
// has a method In. The number called count chooses the plural form, that of
// ordinals where one called ordinal is given as well.
type Args map[string]any

// said is a value with a wording in each language.
type said interface{ In(language string) string }

// Has reports that the key has a sentence, be it in plural forms.
func (c Catalogue) Has(key string) bool {
	_, ok := c.find(Codes()[0], key, plural.Other)
	return ok
}

// Keys are those of all sentences, each plural form by itself.
func (c Catalogue) Keys() []string {
	return slices.Sorted(maps.Keys(house().catalogues[string(c)][Codes()[0]]))
}

// Say is the sentence of the key in the language, in the first language where that
// one lacks it. A key without a sentence shows itself rather than nothing.
func (c Catalogue) Say(code, key string, args Args) string {
	form, rules := plural.Other, plural.Cardinal
	if _, ordinal := args["ordinal"]; ordinal {
		key, rules = key+"_ordinal", plural.Ordinal
	}
	if n, ok := whole(args["count"]); ok {
		form = rules.MatchPlural(language.Make(code), n, 0, 0, 0, 0)
	}
	return fill(c.form(code, key, form), code, args)
}

func (c Catalogue) form(code, key string, form plural.Form) string {
	for _, l := range []string{code, Codes()[0]} {
		if s, ok := c.find(l, key, form); ok {
			return s
		}
	}
	return key
}

func (c Catalogue) find(code, key string, form plural.Form) (string, bool) {
	sentences := house().catalogues[string(c)][code]
	for _, k := range []string{key + suffixes[form], key + suffixes[plural.Other], key} {
		if s, ok := sentences[k]; ok {
			return s, true
		}
	}
	return "", false
}

var suffixes = map[plural.Form]string{
	plural.Zero: "_zero", plural.One: "_one", plural.Two: "_two", plural.Few: "_few", plural.Many: "_many", plural.Other: "_other",
}

var place = regexp.MustCompile(`\{\{(\w+)\}\}`)

func fill(sentence, code string, args Args) string {
	if !strings.Contains(sentence, "{{") {
		return sentence
	}
	return place.ReplaceAllStringFunc(sentence, func(mark string) string {
		value, ok := args[mark[2:len(mark)-2]]
		if s, several := value.(said); several {
			value = s.In(code)
		}
		if !ok {
			return mark
		}
		return Contained(fmt.Sprint(value)) // people typed some of them
	})
}

func whole(value any) (int, bool) {
	switch n := value.(type) {
	case int:
		return max(n, -n), true
	case int64:
		return int(max(n, -n)), true
	}
	return 0, false
}

// Decimal writes a number as the language does, without grouping its digits.
func Decimal(code string, value float64) string {
	locale := code
	for _, l := range Languages() {
		if l.Code == code && l.Numbers != "" {
			locale = l.Numbers
		}
	}
	digits := strconv.FormatFloat(value, 'f', -1, 64)
	_, fraction, _ := strings.Cut(digits, ".")
	return message.NewPrinter(language.Make(locale)).Sprint(number.Decimal(value, number.NoSeparator(), number.Scale(len(fraction))))
}
