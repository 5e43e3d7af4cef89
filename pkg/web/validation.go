package web

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// huma reports what is wrong with a member as an English sentence made from a
// format; rules turns the sentence back into a code and its arguments, so that
// it can be said in any language.
var rules = compile([]rule{
	{format: validation.MsgUnexpectedProperty, code: "unknown_field"},
	{format: validation.MsgExpectedRequiredProperty, code: "required", args: []string{"field"}},
	{format: validation.MsgExpectedString, code: "want_string"},
	{format: validation.MsgExpectedBoolean, code: "want_boolean"},
	{format: validation.MsgExpectedInteger, code: "want_integer"},
	{format: validation.MsgExpectedNumber, code: "want_number"},
	{format: validation.MsgExpectedArray, code: "want_array"},
	{format: validation.MsgExpectedObject, code: "want_object"},
	{format: validation.MsgExpectedRFC3339DateTime, code: "want_date_time"},
	{format: validation.MsgExpectedRFC3339Date, code: "want_date"},
	{format: validation.MsgExpectedRFC5322Email, code: "want_email", args: []string{""}},
	{format: validation.MsgExpectedRFC4122UUID, code: "want_uuid", args: []string{""}},
	{format: validation.MsgExpectedRFC3986URI, code: "want_uri", args: []string{""}},
	{format: validation.MsgExpectedOneOf, code: "want_one_of", args: []string{"values"}},
	{format: validation.MsgExpectedMinimumNumber, code: "too_small", args: []string{"limit"}},
	{format: validation.MsgExpectedExclusiveMinimumNumber, code: "too_small", args: []string{"limit"}},
	{format: validation.MsgExpectedMaximumNumber, code: "too_big", args: []string{"limit"}},
	{format: validation.MsgExpectedExclusiveMaximumNumber, code: "too_big", args: []string{"limit"}},
	{format: validation.MsgExpectedMinLength, code: "too_short", args: []string{"limit"}},
	{format: validation.MsgExpectedMaxLength, code: "too_long", args: []string{"limit"}},
	{format: validation.MsgExpectedMinItems, code: "too_few_items", args: []string{"limit"}},
	{format: validation.MsgExpectedMaxItems, code: "too_many_items", args: []string{"limit"}},
	{format: validation.MsgExpectedBePattern, code: "wrong_pattern", args: []string{""}},
	{format: validation.MsgExpectedMatchPattern, code: "wrong_pattern", args: []string{""}},
	{format: validation.MsgExpectedArrayItemsUnique, code: "repeated_item"},
})

type rule struct {
	format, code string
	args         []string
	pattern      *regexp.Regexp
}

var verb = regexp.MustCompile(`%[a-z]`)

func compile(rs []rule) []rule {
	for i := range rs {
		quoted := verb.ReplaceAllString(regexp.QuoteMeta(rs[i].format), "(.*)")
		rs[i].pattern = regexp.MustCompile("^" + quoted + "$")
	}
	return rs
}

func fieldOf(lang string, at *huma.ErrorDetail) DocumentField {
	f := DocumentField{Pointer: pointer(at.Location), Code: "invalid_value"}
	if at.Location == "body" && !strings.HasPrefix(at.Message, "expected") && !strings.HasPrefix(at.Message, "unexpected property") {
		f.Code = "malformed"
		return f
	}
	var args map[string]any
	for _, r := range rules {
		found := r.pattern.FindStringSubmatch(at.Message)
		if found == nil {
			continue
		}
		f.Code, args = r.code, map[string]any{}
		for i, name := range r.args {
			args[name] = found[i+1]
		}
		if r.code == "required" {
			f.Pointer = strings.TrimSuffix(f.Pointer, "/") + "/" + fmt.Sprint(args["field"])
		}
		break
	}
	f.Detail = problem.Say(lang, f.Code, args)
	return f
}

var index = regexp.MustCompile(`\[(\d+)\]`)

// pointer turns huma's "body.items[0].text" into the JSON pointer
// "/items/0/text"; "query.limit" and "path.forum" stay as they are.
func pointer(location string) string {
	rest, ok := strings.CutPrefix(location, "body")
	if !ok {
		return location
	}
	return strings.ReplaceAll(index.ReplaceAllString(rest, ".$1"), ".", "/")
}
