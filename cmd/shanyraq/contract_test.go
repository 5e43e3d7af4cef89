package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// The documents in schemas/ are what others write their programs against: they
// must say what the handlers do and which events are heard.
func TestContractHasNotDrifted(t *testing.T) {
	schemas := filepath.Join("..", "..", "schemas")
	house := testkit.NewHouse(t)
	services, _, err := newServices(t.Context(), house.Host, make([]byte, 32), true)
	if err != nil {
		t.Fatal(err)
	}
	house.Serve(t, services...)
	documents, err := contractDocuments(os.DirFS(schemas), house.Host, services)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range documents {
		got, err := os.ReadFile(filepath.Join(schemas, name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s does not say what the services do (%v): run make generate and read the difference", name, err)
		}
	}
}
