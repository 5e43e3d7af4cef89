package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/words"
)

func TestNoPasswordStandsOnTheCommandLine(t *testing.T) {
	for line, refused := range map[string]bool{
		"serve --database-url postgres://forum:hunter22@db/forum":     true,
		"serve --database-url=postgres://forum:hunter22@db/forum":     true,
		"serve --database-url=postgres://db/forum?password=hunter22":  true,
		"serve --database-url=postgres://forum:hunter%zz@db/forum":    true,
		"serve --nats-url nats://token@nats:4222":                     true,
		"serve --database-url postgres://forum@db/forum --nats-url x": false,
		"serve --nats-url nats://nats:4222":                           false,
		"serve --public-url https://forum.example.kz --listen :8080":  false,
		"serve --database-url":                                        false,
	} {
		err := noPasswords(strings.Fields(line))
		var refusal *words.Refusal
		if errors.As(err, &refusal) != refused {
			t.Errorf("%s: %v", line, err)
		}
		if err != nil && (strings.Contains(err.Error(), "hunter22") || strings.Contains(err.Error(), "token")) {
			t.Errorf("the refusal repeats it: %v", err)
		}
	}
}
