package main

import (
	"net/url"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// addresses are the flags whose value may name a password, with the variables that
// keep it from the list of processes.
var addresses = map[string]string{"--database-url": "SHANYRAQ_DATABASE_URL", "--nats-url": "SHANYRAQ_NATS_URL"}

// noPasswords refuses a command line that names one: everybody on the machine reads
// it for as long as the program runs.
func noPasswords(args []string) error {
	for i, arg := range args {
		flag, value, given := strings.Cut(arg, "=")
		if !given && i+1 < len(args) {
			value = args[i+1]
		}
		if variable := addresses[flag]; variable != "" && hasPassword(flag, value) {
			return words.Refuse("flag.password", "flag", flag, "variable", variable)
		}
	}
	return nil
}

// hasPassword also knows NATS's tokens, which stand in the place of a name, and the
// password in a parameter. What cannot be read is taken for one if it may hold one.
func hasPassword(flag, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return strings.Contains(address, "@")
	}
	_, set := u.User.Password()
	return set || u.User != nil && flag == "--nats-url" || u.Query().Has("password")
}
