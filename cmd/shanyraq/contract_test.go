package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// A thing's own id is "id" in the API, where its address says what it is; wherever
// something else names it, it has the name that it has in the events.
func TestAnIDHasOneName(t *testing.T) {
	idNames := regexp.MustCompile(`(?m)^[\s"]*([a-z_]+_ids?)"?: ?[{\n]`)
	names := func(pattern string) map[string]bool {
		files, err := filepath.Glob(filepath.Join("..", "..", "schemas", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		found := map[string]bool{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range idNames.FindAllStringSubmatch(string(text), -1) {
				found[m[1]] = true
			}
		}
		return found
	}
	told, used := names("events/*.json"), names("openapi/*.yaml")
	if !told["suggestion_id"] || !used["session_id"] {
		t.Fatalf("the names were not found: %v, %v", told, used)
	}
	// Things that no event tells, and parts that only a request knows: what is copied
	// from, what is merged into what.
	ours := []string{
		"answer_id", "change_proposal_id", "district_id", "earlier_forum_id", "earlier_theme_id", "edit_id", "forum_ids", "into_id", "other_id",
		"owner_id", "request_id",
	}
	for name := range used {
		if !told[name] && !slices.Contains(ours, name) {
			t.Errorf("%s is in the API and in no event: what do the events call it?", name)
		}
	}
}
