package client

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract"
)

// pageSize is the most that one answer holds.
const pageSize = 500

// pageOf is what all lists that are read to their end have in common.
type pageOf[T any] struct {
	Items []T
	Next  string
	Total int
}

// all reads every page of a list.
func all[P ~struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
	Total int    `json:"total,omitempty,omitzero"`
}, T any](ctx context.Context, c *Client, list contract.Operation[contract.None, P]) ([]T, error) {
	var items []T
	glue := "?"
	if strings.Contains(list.Path, "?") {
		glue = "&"
	}
	first := list.Path + glue + "limit=" + strconv.Itoa(pageSize)
	for list.Path = first; ; {
		answer, err := ask(ctx, c, list, contract.None{})
		if err != nil {
			return nil, err
		}
		page := pageOf[T](answer)
		items = append(items, page.Items...)
		if page.Next == "" {
			return items, nil
		}
		list.Path = first + "&after=" + url.QueryEscape(page.Next)
	}
}
