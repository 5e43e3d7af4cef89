package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"github.com/shanyraq/shanyraq/pkg/token"
)

type keysCommand struct {
	Dir string `arg:"" help:"The folder to write keys.env and sessions.keys.env into."`
}

// Run makes the key that signs access tokens, for services that run apart: its
// secret half for sessions alone, its public half for the others.
func (c *keysCommand) Run() error {
	seed := make([]byte, 32)
	_, _ = rand.Read(seed) // it does not fail
	signer, err := token.NewSigner(seed)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name, line string
		mode       os.FileMode
	}{
		{"sessions.keys.env", "SHANYRAQ_TOKEN_KEY=" + base64.StdEncoding.EncodeToString(seed), 0o600},
		{"keys.env", "SHANYRAQ_TOKEN_PUBLIC_KEYS=" + base64.StdEncoding.EncodeToString(signer.PublicKey()), 0o644},
	} {
		path := filepath.Join(c.Dir, f.name)
		out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, f.mode) // #nosec G304 -- the operator names the folder
		if os.IsExist(err) {
			return fmt.Errorf("%s is there already: a new key would sign everybody out; move it away if that is meant", path)
		}
		if err != nil {
			return advice(err, c.Dir)
		}
		if _, err := fmt.Fprintln(out, f.line); err != nil {
			return advice(err, c.Dir)
		}
		if err := out.Close(); err != nil {
			return advice(err, c.Dir)
		}
		if _, err := fmt.Fprintln(os.Stdout, path); err != nil {
			return err
		}
	}
	return nil
}
