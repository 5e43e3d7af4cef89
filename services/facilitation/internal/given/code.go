package given

import (
	"crypto/rand"
)

// crockford leaves out I, L, O and U, which are misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode is random characters that can be typed, five bits each, in groups of so
// many: "7K3F-92QX" of 4 and 4.
func NewCode(groups ...int) string {
	code := make([]byte, 0, 16)
	for i, n := range groups {
		if i > 0 {
			code = append(code, '-')
		}
		random := make([]byte, n)
		_, _ = rand.Read(random) // never fails
		for _, b := range random {
			code = append(code, crockford[b&31])
		}
	}
	return string(code)
}
