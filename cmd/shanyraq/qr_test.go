package main

import (
	"bytes"
	"strings"
	"testing"

	goqr "github.com/piglig/go-qr"
)

func TestTheSetUpAddressIsDrawnAsItIs(t *testing.T) {
	code, err := goqr.EncodeText("http://192.168.1.10:8080/desk/setup#abc", goqr.Low)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(drawQR(code.Size(), code.Module)), "\n")
	for y := range code.Size() {
		row := []rune(strings.TrimSuffix(lines[(y+quiet)/2], "\x1b[0m"))
		row = row[len(row)-code.Size()-quiet : len(row)-quiet]
		for x, drawn := range row {
			dark := drawn == '█' || drawn == '▀' && (y+quiet)%2 == 0 || drawn == '▄' && (y+quiet)%2 == 1
			if dark != code.Module(x, y) {
				t.Fatalf("module %d,%d is drawn as %q", x, y, drawn)
			}
		}
	}
}

func TestTheAddressIsPrintedWhileNobodyCanSignIn(t *testing.T) {
	for _, address := range []string{"", "http://127.0.0.1:8080/desk/setup#abc"} {
		var out bytes.Buffer
		printAddresses(&out, "http://127.0.0.1:8080", false, address)
		if strings.Contains(out.String(), "/desk/setup") != (address != "") || strings.Contains(out.String(), "\x1b") {
			t.Errorf("%q: %s", address, out.String())
		}
	}
}
