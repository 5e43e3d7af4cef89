package setting

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/shanyraq/shanyraq/pkg/service/file"
)

// keyFile lies in the data folder: who copies the database alone has no secret.
const keyFile = "settings.key"

// sealer keeps secrets closed; its key is made when the service starts, else with the first one.
type sealer struct{ dir string }

func (s sealer) key(fresh bool) ([]byte, error) {
	path := filepath.Join(s.dir, keyFile)
	key, err := os.ReadFile(path) // #nosec G304 -- in the data folder
	if errors.Is(err, fs.ErrNotExist) && fresh {
		if err = s.make(path); err == nil {
			key, err = os.ReadFile(path) // #nosec G304 -- the same
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key of the settings: %w", err)
	}
	return key, nil
}

// make makes the key, unless somebody was quicker: what their key has closed must
// stay legible.
func (s sealer) make(path string) error {
	if err := os.MkdirAll(s.dir, 0o711); err != nil {
		return err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return file.WriteOnce(path, key, 0o600)
}

func (s sealer) box(fresh bool) (cipher.AEAD, error) {
	key, err := s.key(fresh)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("key of the settings: %w", err)
	}
	return cipher.NewGCM(block)
}

func (s sealer) seal(name, secret string) (string, error) {
	if secret == "" {
		return "", nil
	}
	box, err := s.box(true)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.StdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(secret), []byte(name))), nil
}

// open returns the secret, if the key is the one with which it was closed: it is not
// after a move that left the key behind.
func (s sealer) open(name, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	box, err := s.box(false)
	if err != nil {
		return "", err
	}
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(data) < box.NonceSize() {
		return "", fmt.Errorf("what is kept of %s is damaged", name)
	}
	secret, err := box.Open(nil, data[:box.NonceSize()], data[box.NonceSize():], []byte(name))
	if err != nil {
		return "", fmt.Errorf("%s does not fit %s in the data folder: enter it again", name, keyFile)
	}
	return string(secret), nil
}
