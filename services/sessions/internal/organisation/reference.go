package organisation

import (
	_ "embed"
	"encoding/json"

	"github.com/google/uuid"
)

// reference.json holds the state bodies that action plans name, with their
// names in force at each time. Sources: the list in document_formats.md §4 and,
// for the days, the decrees of the President named in each entry's "source".
//
//go:embed reference.json
var referenceFile []byte

// referenceSpace makes the ids of reference bodies the same everywhere.
var referenceSpace = uuid.MustParse("5d2f0f3e-6f0b-5b53-9a0e-6f1f3f6c7a10")

// reference returns the bodies of the file. A test reads it, so a broken file
// cannot be shipped.
func reference() []Organisation {
	var bodies []struct {
		Organisation
		Source string `json:"source"`
	}
	if err := json.Unmarshal(referenceFile, &bodies); err != nil {
		panic("reference.json: " + err.Error())
	}
	all := make([]Organisation, len(bodies))
	for i, b := range bodies {
		all[i] = b.Organisation
		all[i].ID = uuid.NewSHA1(referenceSpace, []byte(b.Key)).String()
	}
	return all
}
