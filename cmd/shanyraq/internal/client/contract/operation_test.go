package contract

import "testing"

func TestAPathIsMadeOfItsParameters(t *testing.T) {
	if got := Path("/a/{x}/b/{y}/c", "1", "2/3"); got != "/a/1/b/2%2F3/c" {
		t.Error(got)
	}
	if got := Path("/a"); got != "/a" {
		t.Error(got)
	}
}

func TestAQueryHasOnlyWhatIsSet(t *testing.T) {
	type query struct {
		Limit int      `json:"limit,omitempty,omitzero"`
		State string   `json:"state,omitempty,omitzero"`
		IDs   []string `json:"ids,omitempty,omitzero"`
	}
	for want, q := range map[string][]query{
		"": {{}}, "?limit=10000000": {{Limit: 10_000_000}}, "?ids=a%2Cb&state=x+y": {{IDs: []string{"a", "b"}, State: "x y"}},
	} {
		if got := Query(q...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Query[query](); got != "" {
		t.Error(got)
	}
}
