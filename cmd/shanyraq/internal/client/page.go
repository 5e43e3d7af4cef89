package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is the most that one answer holds.
const pageSize = 500

// all reads every page of a list. path may have a query already.
func all[T any](ctx context.Context, c *Client, path string) ([]T, error) {
	var items []T
	glue := "?"
	if strings.Contains(path, "?") {
		glue = "&"
	}
	after := ""
	for {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		p := path + glue + "limit=" + strconv.Itoa(pageSize) + "&after=" + url.QueryEscape(after)
		if after == "" {
			p = strings.TrimSuffix(p, "&after=")
		}
		if err := c.call(ctx, http.MethodGet, p, nil, &page); err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if page.Next == "" {
			return items, nil
		}
		after = page.Next
	}
}

// mustJSON encodes what always can be.
func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
