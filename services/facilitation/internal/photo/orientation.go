package photo

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how the camera was held from a JPEG's EXIF part, the only
// thing that is read there; 1, upright, for everything else.
func orientation(data []byte) int {
	for i := 2; i+4 <= len(data) && data[0] == 0xff && data[i] == 0xff; {
		kind, size := data[i+1], int(binary.BigEndian.Uint16(data[i+2:]))
		end := i + 2 + size
		if kind == 0xda || size < 2 || end > len(data) { // the picture itself begins
			return 1
		}
		if exif, ok := bytes.CutPrefix(data[i+4:end], []byte("Exif\x00\x00")); ok && kind == 0xe1 {
			return orientationIn(exif)
		}
		i = end
	}
	return 1
}

// orientationIn reads tag 0x0112 of the first directory of a TIFF header.
func orientationIn(tiff []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
