package photo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// MaxBytes is the largest photo taken; a tablet shrinks it before. MaxPixels is
// checked before a photo is decoded: a file of a few bytes may claim to unfold
// to gigabytes.
const (
	MaxBytes  = 2 << 20
	MaxPixels = 16_000_000
)

// quality of the stored JPEG: a marker's stroke stays sharp.
const quality = 85

// Picture is a photo as it is stored: a JPEG that has nothing in it but the
// picture.
type Picture struct {
	Data          []byte
	SHA256        string
	Width, Height int
}

// format is a kind of picture that is taken.
type format struct {
	begins func([]byte) bool
	config func([]byte) (image.Config, error)
	decode func([]byte) (image.Image, error)
}

var formats = []format{
	{
		func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) },
		func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
	},
	{
		func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) },
		func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
	},
	{
		func(b []byte) bool {
			return len(b) > 12 && bytes.HasPrefix(b, []byte("RIFF")) && string(b[8:12]) == "WEBP"
		},
		func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
		func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
	},
}

// Redraw decodes a JPEG, PNG or WebP picture and draws it anew, so that neither
// the place and time where it was taken nor anything else that came with it is
// stored. The header of the request is not asked what it is. Errors:
// photo_unreadable, photo_too_large.
func Redraw(data []byte) (*Picture, error) {
	if len(data) > MaxBytes {
		return nil, problem.TooLarge("photo_too_large", "pixels", MaxPixels/1_000_000)
	}
	for _, f := range formats {
		if f.begins(data) {
			return f.redraw(data)
		}
	}
	return nil, problem.Invalid("photo_unreadable")
}

func (f format) redraw(data []byte) (*Picture, error) {
	c, err := f.config(data)
	switch {
	case err != nil:
		return nil, problem.Invalid("photo_unreadable").Because(err)
	case c.Width < 1 || c.Height < 1:
		return nil, problem.Invalid("photo_unreadable").Because(errors.New("no pixels"))
	case c.Width > MaxPixels/c.Height:
		return nil, problem.TooLarge("photo_too_large", "pixels", MaxPixels/1_000_000)
	}
	drawn, err := f.decode(data)
	if err != nil {
		return nil, problem.Invalid("photo_unreadable").Because(err)
	}
	drawn = upright(onWhite(drawn), orientation(data))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, drawn, &jpeg.Options{Quality: quality}); err != nil {
		return nil, problem.Invalid("photo_unreadable").Because(err)
	}
	size := drawn.Bounds().Size()
	return &Picture{Data: out.Bytes(), SHA256: hash(out.Bytes()), Width: size.X, Height: size.Y}, nil
}

// onWhite puts white behind what is transparent.
func onWhite(m image.Image) image.Image {
	if o, ok := m.(interface{ Opaque() bool }); ok && o.Opaque() {
		return m
	}
	paper := image.NewRGBA(m.Bounds())
	draw.Draw(paper, paper.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), m, m.Bounds().Min, draw.Over)
	return paper
}

// upright turns a picture as its camera was held: orientation is 1 to 8, as EXIF
// counts, 1 = as it is.
func upright(m image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	turned := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		turned = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(turned)
	for y := range h {
		for x := range w {
			p := [...]image.Point{
				{w - 1 - x, y}, {w - 1 - x, h - 1 - y}, {x, h - 1 - y}, {y, x}, {h - 1 - y, x}, {h - 1 - y, w - 1 - x}, {y, w - 1 - x},
			}[orientation-2]
			out.Set(p.X, p.Y, m.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
