package look

import (
	"regexp"
	"testing"
)

func TestAnAccentIsReadInBothSchemes(t *testing.T) {
	if Legible(light["accent"]) < Readable {
		t.Errorf("our own accent has %.2f", Legible(light["accent"]))
	}
	for colour, readable := range map[string]bool{"#000000": true, "#8a1538": true, "#00a651": false, "#ffd200": false, "#777777": false, "#ffffff": false} {
		if got := Legible(colour) >= Readable; got != readable {
			t.Errorf("%s: %.2f", colour, Legible(colour))
		}
	}
	for _, colour := range []string{"#000000", "#8a1538", "#0b3d2e", "#1a1aff"} {
		found := regexp.MustCompile(`dark.*--accent: (#[0-9a-f]{6}); --accent-ink: (#[0-9a-f]{6})`).FindStringSubmatch(Style(colour))
		if found == nil || contrast(found[1], dark["surface"]) < Readable || contrast(found[1], found[2]) < Readable {
			t.Errorf("%s in the dark: %v", colour, found)
		}
	}
	if Style("") != "" {
		t.Error("no accent sets one")
	}
}
