package look

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// grounds are the tokens that the accent is read on in the light scheme, as text,
// and that is read on it.
var grounds = []string{"ground", "surface", "sunken", "accent-ink"}

// Readable is the least contrast of text and its ground (WCAG 2.1 AA).
const Readable = 4.5

// light and dark are the colours of the schemes by token.
var light, dark = tokens(0), tokens(1)

var (
	scheme = regexp.MustCompile(`(?s)color-scheme: light dark;(.*?)\}|:root:not\(\[data-theme='light'\]\) \{(.*?)\}`)
	token  = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
)

func tokens(which int) map[string]string {
	found := map[string]string{}
	part := scheme.FindAllStringSubmatch(string(CSS), -1)[which]
	for _, t := range token.FindAllStringSubmatch(part[1]+part[2], -1) {
		found[t[1]] = t[2]
	}
	return found
}

// Legible is the worst contrast that an accent, "#0b6aa8", has with what it stands
// on and what stands on it.
func Legible(accent string) float64 {
	worst := math.Inf(1)
	for _, name := range grounds {
		worst = min(worst, contrast(accent, light[name]))
	}
	return worst
}

// Style sets another accent than ours, "" leaves ours. In the dark scheme it is as
// much lighter as it has to be.
func Style(accent string) string {
	if accent == "" {
		return ""
	}
	bright := accent
	for share := 0.0; share < 1 && contrast(bright, dark["surface"]) < 7; share += 0.05 {
		bright = mix(accent, "#ffffff", share)
	}
	return fmt.Sprintf(`:root { --accent: %s; --accent-soft: %s; }
@media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { --accent: %s; --accent-ink: %s; --accent-soft: %s; } }
`, accent, mix(accent, "#ffffff", 0.88), bright, dark["sunken"], mix(accent, dark["surface"], 0.72))
}

func contrast(one, other string) float64 {
	a, b := luminance(one), luminance(other)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

func luminance(colour string) float64 {
	sum := 0.0
	for i, share := range [3]float64{0.2126, 0.7152, 0.0722} {
		c := float64(channel(colour, i)) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += share * c
	}
	return sum
}

func channel(colour string, i int) uint64 {
	n, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8) // looked at before
	return n
}

func mix(one, other string, share float64) string {
	mixed := "#"
	for i := range 3 {
		mixed += fmt.Sprintf("%02x", int(math.Round(float64(channel(one, i))*(1-share)+float64(channel(other, i))*share)))
	}
	return mixed
}
