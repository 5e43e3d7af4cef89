package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// fields are the names by which people know the members and parameters of
// requests: a member has one name wherever it stands.
const fields words.Catalogue = "fields"

// FieldNamed reports whether a member or parameter has a name in the catalogue;
// tests use it.
func FieldNamed(member string) bool { return words.Known(member) || fields.Has(member) }

// FieldName is what a JSON pointer or a parameter ("query.limit") points at, in
// the reader's words: «предложения № 3: текст», «название (на казахском)». What has
// no name, such as a member that nobody knows, is called what the request calls it.
func FieldName(lang, pointer string) string {
	if _, parameter, ok := strings.Cut(pointer, "."); ok && !strings.HasPrefix(pointer, "/") {
		return named(lang, parameter)
	}
	segments := strings.Split(strings.Trim(pointer, "/"), "/")
	var said []string
	for i, s := range segments {
		n, err := strconv.Atoi(s)
		last := i == len(segments)-1
		switch {
		case err == nil && i > 0 && strings.HasSuffix(segments[i-1], "_by_year"):
			said = append(said, named(lang, segments[i-1])+", "+s)
		case err == nil && i > 0:
			said = append(said, fmt.Sprintf("%s %s\u00a0%d", named(lang, segments[i-1]), sign(lang), n+1))
		case last && i > 0 && words.Known(s):
			said = append(said, fmt.Sprintf("%s (%s)", named(lang, segments[i-1]), named(lang, s)))
		case last:
			said = append(said, named(lang, s))
		}
	}
	return strings.Join(said, ": ")
}

func named(lang, member string) string {
	if !words.Known(member) {
		return fields.Say(lang, member, nil)
	}
	if in := "in_" + member; fields.Has(in) {
		return fields.Say(lang, in, nil) // «на русском»
	}
	return words.Name(member)
}

func sign(lang string) string { return fields.Say(lang, "number_sign", nil) }
