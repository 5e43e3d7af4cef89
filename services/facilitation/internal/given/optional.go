package given

import (
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/google/uuid"
)

// OptionalID is a UUID in its canonical form, or "".
type OptionalID string

// Schema describes it.
func (OptionalID) Schema(huma.Registry) *huma.Schema {
	most := 45
	return &huma.Schema{Type: huma.TypeString, Description: "UUID, or empty", MaxLength: &most}
}

// Resolve refuses what is no UUID, as huma does for one that must be there, and
// brings the others into their canonical form.
func (id *OptionalID) Resolve(_ huma.Context, at *huma.PathBuffer) []error {
	if *id == "" {
		return nil
	}
	u, err := uuid.Parse(string(*id))
	if err != nil {
		return []error{&huma.ErrorDetail{Location: at.String(), Message: fmt.Sprintf(validation.MsgExpectedRFC4122UUID, err), Value: *id}}
	}
	*id = OptionalID(u.String())
	return nil
}
