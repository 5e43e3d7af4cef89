package sheet

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// FromForm takes the field "file" out of a multipart form. Error: file_missing.
func FromForm(contentType string, body []byte) ([]byte, error) {
	missing := problem.Invalid("file_missing").At("/file", "required")
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return nil, missing
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, missing
		}
		if err != nil {
			return nil, missing.Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, missing.Because(err)
		}
		return data, nil
	}
}
