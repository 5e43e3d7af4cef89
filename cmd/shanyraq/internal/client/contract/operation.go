// Package contract is what the generated packages below it are made of. They
// say of each operation in schemas/openapi how it is called and what is sent and
// answered; make generate writes them.
package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// Operation is one that takes an In and answers an Out.
type Operation[In, Out any] struct {
	Method string
	Path   string // with its query
}

// None is sent or answered where there is no JSON.
type None struct{}

// Path puts the parameters in the places that the path has for them, in their
// order.
func Path(path string, parameters ...string) string {
	var out strings.Builder
	for _, p := range parameters {
		before, rest, _ := strings.Cut(path, "{")
		_, path, _ = strings.Cut(rest, "}")
		out.WriteString(before + url.PathEscape(p))
	}
	return out.String() + path
}

// Query is what of a query is set, behind a question mark; "" if there is none.
func Query[Q any](queries ...Q) string {
	values := url.Values{}
	for _, q := range queries {
		var members map[string]any
		if err := remake(q, &members); err != nil {
			panic(err) // a generated struct of words, numbers and lists of them
		}
		for name, v := range members {
			values.Set(name, word(v))
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// word is a member as it stands in a query; lists have commas (explode: false).
func word(v any) string {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprint(v)
	}
	words := make([]string, len(list))
	for i := range list {
		words[i] = word(list[i])
	}
	return strings.Join(words, ",")
}

func remake(from, into any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber() // 100000, not 1e+05
	return d.Decode(into)
}
