package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"

	_ "embed"
)

// fields are the names by which people know the members and parameters of
// requests: a member has one name wherever it stands.
//
//go:embed fields.json
var fieldsFile []byte

var fields = func() (m map[string]problem.Sentence) {
	if err := json.Unmarshal(fieldsFile, &m); err != nil {
		panic(fmt.Sprintf("names of fields: %v", err))
	}
	return m
}()

// FieldNamed reports whether a member or parameter has a name in the catalogue;
// tests use it.
func FieldNamed(member string) bool { _, ok := sentence(member); return ok }

func sentence(member string) (problem.Sentence, bool) {
	if isLanguage(member) {
		member = "in_" + member // in the file a level called ru would be one of Russian
	}
	s, ok := fields[member]
	return s, ok
}

func isLanguage(member string) bool { return slices.Contains(languages, member) }

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
		case last && i > 0 && isLanguage(s):
			said = append(said, fmt.Sprintf("%s (%s)", named(lang, segments[i-1]), named(lang, s)))
		case last:
			said = append(said, named(lang, s))
		}
	}
	return strings.Join(said, ": ")
}

func named(lang, member string) string {
	s, ok := sentence(member)
	switch {
	case !ok:
		return member
	case lang == "ru":
		return s.RU
	case lang == "en":
		return s.EN
	}
	return s.KK
}

func sign(lang string) string {
	if lang == "en" {
		return "No."
	}
	return "№"
}
