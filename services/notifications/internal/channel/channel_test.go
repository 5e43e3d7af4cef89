package channel

import (
	"context"
	"slices"
	"testing"
)

type pigeon string

func (p pigeon) Name() string                                  { return string(p) }
func (pigeon) Check(address string) (string, error)            { return address, nil }
func (pigeon) Send(context.Context, Message) (Evidence, error) { return "", nil }
func (pigeon) Limits() Limits                                  { return Limits{} }
func (pigeon) Idle()                                           {}

func TestChannelsAreKnownAndThereOnce(t *testing.T) {
	known := []string{"pigeon", "smoke", "drum"}
	cs, err := NewChannels(known, pigeon("smoke"), nil, pigeon("pigeon"))
	if err != nil || !slices.Equal(cs.Names(), []string{"smoke", "pigeon"}) || cs.Named("pigeon") == nil || cs.Named("drum") != nil {
		t.Errorf("%v, %v", cs.Names(), err)
	}
	for what, all := range map[string][]Channel{"twice": {pigeon("smoke"), pigeon("smoke")}, "unknown": {pigeon("owl")}, "none": {nil}} {
		if _, err := NewChannels(known, all...); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}
