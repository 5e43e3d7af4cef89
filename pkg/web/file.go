package web

import (
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// FileOutput is a file that a browser stores.
type FileOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// FileOf is a file by the name under which it is stored.
func FileOf(name, mediaType string, data []byte) *FileOutput {
	return &FileOutput{mediaType, fmt.Sprintf("attachment; filename=%q", name), data}
}

// File describes an operation that answers with a file.
func File(op *huma.Operation) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses[fmt.Sprint(http.StatusOK)] = &huma.Response{
		Description: "a file",
		Content: map[string]*huma.MediaType{"application/octet-stream": {
			Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"},
		}},
	}
}
