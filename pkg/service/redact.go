package service

import (
	"errors"
	"os"
	"regexp"
	"strings"

	"go.uber.org/zap/zapcore"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// credentials are those in an address: whoever made it may have forgotten to
// escape "/" or "@" in the password.
var credentials = regexp.MustCompile(`(\w+://)[^\s"'<>]*@`)

// Redact hides in a text for people what is secret: the credentials in every
// address, and the values of settings that are secrets. Whatever the process
// prints passes through it: the log, and the error that it ends with.
func Redact(text string) string {
	text = credentials.ReplaceAllString(text, "$1***@")
	for _, setting := range os.Environ() {
		name, value, _ := strings.Cut(setting, "=")
		if !strings.HasPrefix(name, "SHANYRAQ_") {
			continue
		}
		hidden := inAddresses(value)
		if secret(name) {
			hidden = append(hidden, value)
		}
		for _, one := range hidden {
			if len(one) >= 6 {
				text = strings.ReplaceAll(text, one, "***")
			}
		}
	}
	return text
}

// inAddresses are the passwords in a setting that is an address: as it was typed, and
// the pieces that are left of it in an error where "/" was not escaped, so that it was
// taken for a port.
func inAddresses(value string) (found []string) {
	for _, address := range credentials.FindAllString(value, -1) {
		_, given, _ := strings.Cut(strings.TrimSuffix(address, "@"), "://")
		if _, password, ok := strings.Cut(given, ":"); ok {
			found = append(append(found, password), strings.FieldsFunc(password, func(r rune) bool { return strings.ContainsRune("/?#@,", r) })...)
		}
	}
	return found
}

// Explain is what is said of an error that ends a program: in the language of who
// started it where it is a refusal for people, and without secrets.
func Explain(err error) string {
	var refusal *words.Refusal
	if errors.As(err, &refusal) {
		return Redact(refusal.In(words.OfShell(os.Getenv)))
	}
	return Redact(err.Error())
}

func secret(name string) bool {
	return strings.HasSuffix(name, "_PASSWORD") || strings.HasSuffix(name, "_SECRET") || name == "SHANYRAQ_TOKEN_KEY"
}

// redacting is a place for the log's lines.
type redacting struct{ zapcore.WriteSyncer }

func (r redacting) Write(line []byte) (int, error) {
	if _, err := r.WriteSyncer.Write([]byte(Redact(string(line)))); err != nil {
		return 0, err
	}
	return len(line), nil
}
