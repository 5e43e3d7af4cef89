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
		if len(value) >= 6 && secret(name) {
			text = strings.ReplaceAll(text, value, "***")
		}
	}
	return text
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
	return strings.HasPrefix(name, "SHANYRAQ_") &&
		(strings.HasSuffix(name, "_PASSWORD") || strings.HasSuffix(name, "_SECRET") || name == "SHANYRAQ_TOKEN_KEY")
}

// redacting is a place for the log's lines.
type redacting struct{ zapcore.WriteSyncer }

func (r redacting) Write(line []byte) (int, error) {
	if _, err := r.WriteSyncer.Write([]byte(Redact(string(line)))); err != nil {
		return 0, err
	}
	return len(line), nil
}
