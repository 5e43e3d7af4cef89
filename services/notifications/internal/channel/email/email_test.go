package email

import "testing"

func FuzzAddressIsNeverAHeader(f *testing.F) {
	for _, s := range []string{"a@b.kz", "a@b.kz\nBcc: x@y.kz", "<a@b.kz>", "a@[127.0.0.1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		address, err := NewFolder("", envelope).Check(address)
		if err != nil {
			return
		}
		for _, r := range address {
			if r < ' ' || r == '<' || r == '>' || r == ',' || r == ' ' {
				t.Errorf("%q was taken", address)
			}
		}
	})
}
