package text

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// maxAddress is the longest address that fits an SMTP path, maxLocal the longest
// part before the @ (RFC 5321, 4.5.3.1).
const (
	maxAddress = 254
	maxLocal   = 64
)

// Flaw is what is wrong with an address. Letter is the character meant, if it is
// one; its place counts from 1.
type Flaw struct {
	Code   string // address_invalid, address_letter, address_local
	Letter string
	Place  int
}

// At is the flaw as a refusal of the member of a request that pointer names.
func (f *Flaw) At(pointer string) *problem.Error {
	if f.Letter == "" {
		return problem.InvalidField(pointer, f.Code)
	}
	return problem.InvalidField(pointer, f.Code, "letter", f.Letter, "place", f.Place)
}

// Address is a mail address as mail servers take it: a bare address with a domain
// that has a name and a top level, of no more than 254 characters. Blanks and
// unseen characters around it are left out. Refused are
//
//   - address_letter: a blank, an unseen character, or a letter of another script
//     than its part (a Cyrillic о in a Latin name looks like the right one and
//     leads elsewhere). Domains may be Cyrillic as a whole (почта.қаз);
//   - address_local: a host that no other server can reach: localhost, a name
//     without a dot, a literal in brackets, .local and the other reserved names;
//   - address_invalid: anything else that is no address.
//
// Addresses that need SMTPUTF8 (letters outside ASCII before the @) are refused
// with address_letter: too few servers deliver to them.
func Address(s string) (string, *Flaw) {
	s = strings.TrimFunc(s, func(r rune) bool { return blank(r) || hidden(r) || breaks(r) })
	local, domain, ok := cutLast(s, '@')
	place := 0
	for _, r := range s {
		place++
		inDomain := ok && place > len([]rune(local))+1
		if blank(r) || hidden(r) || breaks(r) || unicode.Is(unicode.M, r) || r > unicode.MaxASCII && !inDomain {
			return "", &Flaw{"address_letter", shown(r), place}
		}
	}
	if !ok || local == "" || len(local) > maxLocal || strings.HasPrefix(local, `"`) {
		return "", &Flaw{Code: "address_invalid"}
	}
	if flaw := checkDomain(domain, len([]rune(local))+1); flaw != nil {
		return "", flaw
	}
	host, err := idna.Lookup.ToASCII(domain)
	if err != nil || len(local)+1+len(host) > maxAddress {
		return "", &Flaw{Code: "address_invalid"}
	}
	if parsed, err := mail.ParseAddress(local + "@" + host); err != nil || parsed.Address != local+"@"+host {
		return "", &Flaw{Code: "address_invalid"}
	}
	return local + "@" + strings.ToLower(domain), nil
}

// unreachable top levels (RFC 2606, 6761, 6762, 8375).
var unreachable = map[string]bool{
	"localhost": true, "local": true, "internal": true, "invalid": true, "onion": true, "arpa": true, "lan": true,
}

func checkDomain(domain string, before int) *Flaw {
	dot := strings.LastIndexByte(domain, '.')
	top := strings.ToLower(domain[dot+1:])
	switch {
	case strings.HasPrefix(domain, "["), dot < 1, unreachable[top], digits(top):
		if domain == "" || dot == len(domain)-1 {
			return &Flaw{Code: "address_invalid"}
		}
		return &Flaw{Code: "address_local"}
	}
	// The top level says in which script the domain is written.
	script := []*unicode.RangeTable{unicode.Latin, unicode.Common}
	if strings.ContainsFunc(top, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		script[0] = unicode.Cyrillic
	}
	place := before
	for _, r := range domain {
		place++
		if !unicode.In(r, script...) || r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) {
			return &Flaw{"address_letter", shown(r), place}
		}
	}
	return nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// shown is a character as a sentence can name it.
func shown(r rune) string {
	if r == ' ' || Shows(string(r)) {
		return "«" + string(r) + "»"
	}
	return fmt.Sprintf("U+%04X", r)
}
