package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// board is a picture, wider than high, with a red upper left corner.
func board() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 32, 16))
	for y := range 16 {
		for x := range 32 {
			m.Set(x, y, color.White)
			if x < 8 && y < 8 {
				m.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	return m
}

func asJPEG(t testing.TB, orientation int, order binary.AppendByteOrder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, board(), nil); err != nil {
		t.Fatal(err)
	}
	if orientation == 0 {
		return b.Bytes()
	}
	exif := []byte("Exif\x00\x00II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		exif = []byte("Exif\x00\x00MM\x00*")
	}
	exif = order.AppendUint32(exif, 8)
	exif = order.AppendUint16(exif, 2)
	exif = append(exif, make([]byte, 12)...)
	exif = order.AppendUint16(exif, 0x0112)
	exif = order.AppendUint16(exif, 3)
	exif = order.AppendUint32(exif, 1)
	exif = order.AppendUint16(exif, uint16(orientation))
	exif = append(exif, "\x00\x00 GPS 49.9481 82.6279"...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), b.Bytes()[2:]...)
}

func TestNothingButThePictureIsStored(t *testing.T) {
	for orientation, corner := range map[int]image.Point{
		0: {2, 2}, 1: {2, 2}, 2: {29, 2}, 3: {29, 13}, 4: {2, 13}, 5: {2, 2}, 6: {13, 2}, 7: {13, 29}, 8: {2, 29}, 9: {2, 2},
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := Redraw(asJPEG(t, orientation, order))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(p.Data, []byte("Exif")) || bytes.Contains(p.Data, []byte("GPS")) {
				t.Error("EXIF is still there")
			}
			m, err := jpeg.Decode(bytes.NewReader(p.Data))
			if err != nil {
				t.Fatal(err)
			}
			if r, g, _, _ := m.At(corner.X, corner.Y).RGBA(); r < 0xc000 || g > 0x4000 || m.Bounds().Dx() != p.Width || m.Bounds().Dy() != p.Height {
				t.Errorf("orientation %d, %v: %v at %v of %v", orientation, order, m.At(corner.X, corner.Y), corner, m.Bounds())
			}
		}
	}
}

func TestEachFormat(t *testing.T) {
	transparent := image.NewNRGBA(image.Rect(0, 0, 3, 3))
	var b bytes.Buffer
	if err := png.Encode(&b, transparent); err != nil {
		t.Fatal(err)
	}
	p, err := Redraw(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(p.Data))
	if r, _, _, _ := m.At(1, 1).RGBA(); err != nil || r < 0xf000 {
		t.Errorf("what is transparent is %v, not white: %v", m.At(1, 1), err)
	}
	// One pixel, lossless and lossy.
	for _, text := range []string{
		"UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
		"UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
	} {
		webp, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := Redraw(webp); err != nil || p.Width != 1 || p.Height != 1 {
			t.Errorf("WebP: %+v %v", p, err)
		}
	}
}

func TestBombsAreNotUnfolded(t *testing.T) {
	header := []byte("IHDR\x00\x00\x75\x30\x00\x00\x75\x30\x08\x06\x00\x00\x00") // 30000 × 30000
	bomb := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	bomb = binary.BigEndian.AppendUint32(bomb, crc32.ChecksumIEEE(header))
	for code, data := range map[string][][]byte{
		"photo_too_large":  {bomb, make([]byte, MaxBytes+1)},
		"photo_unreadable": {nil, []byte("GIF89a"), []byte("<svg/>"), []byte("\xff\xd8\xff"), []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), asJPEG(t, 6, binary.LittleEndian)[:200]},
	} {
		for i, d := range data {
			var p *problem.Error
			if _, err := Redraw(d); !errors.As(err, &p) || p.Code != code {
				t.Errorf("%d: %v, want %s", i, err, code)
			}
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(asJPEG(f, 6, binary.LittleEndian))
	f.Add(asJPEG(f, 3, binary.BigEndian))
	f.Fuzz(func(_ *testing.T, data []byte) { upright(board(), orientation(data)) })
}
