// Package backup keeps an installation in one file and makes it anew from one.
//
// The file is a zip archive, so that ordinary tools can look into it. Its last entry,
// manifest.json, says what there is and the SHA-256 of each part; its comment holds
// the SHA-256 of every byte before it.
package backup

import (
	"archive/zip"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// format is raised when an earlier program could not read the file any more.
const format = 1

// Manifest says what a backup holds.
type Manifest struct {
	Format   int       `json:"format"`
	MadeAt   time.Time `json:"made_at"`  // when it began: all that was acknowledged before is in it
	Version  string    `json:"version"`  // of the program
	Platform string    `json:"platform"` // "linux/amd64"
	// PostgreSQL is its version, "18.4"; "" when the database is not in the file,
	// being a server of its own.
	PostgreSQL string   `json:"postgresql,omitempty"`
	Streams    []string `json:"streams"`
	Parts      []Part   `json:"parts"`
}

// Part is one entry.
type Part struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const (
	manifestName = "manifest.json"
	seal         = "shanyraq backup, sha256 of all before this comment: "
	sealed       = len(seal) + 2*sha256.Size
)

// writer writes the file in one pass, onto anything.
type writer struct {
	Manifest
	zip  *zip.Writer
	tail *holdBack
}

func newWriter(w io.Writer) *writer {
	tail := &holdBack{to: w, sum: sha256.New()}
	z := zip.NewWriter(tail)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return &writer{zip: z, tail: tail}
}

// part adds an entry that fill writes.
func (w *writer) part(name string, method uint16, fill func(io.Writer) error) error {
	entry, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return fmt.Errorf("adding %s: %w", name, err)
	}
	counted := &counter{sum: sha256.New()}
	if err := fill(io.MultiWriter(entry, counted)); err != nil {
		return fmt.Errorf("adding %s: %w", name, err)
	}
	w.Parts = append(w.Parts, Part{Name: name, Bytes: counted.n, SHA256: hex.EncodeToString(counted.sum.Sum(nil))})
	return nil
}

// finish writes the manifest and the seal. A file without them is no backup.
func (w *writer) finish() error {
	entry, err := w.zip.Create(manifestName)
	if err != nil {
		return fmt.Errorf("adding %s: %w", manifestName, err)
	}
	out := json.NewEncoder(entry)
	out.SetIndent("", "  ")
	if err := out.Encode(w.Manifest); err != nil {
		return fmt.Errorf("adding %s: %w", manifestName, err)
	}
	blank := make([]byte, sealed) // the seal takes its place
	for i := range blank {
		blank[i] = '-'
	}
	if err := errors.Join(w.zip.SetComment(string(blank)), w.zip.Close()); err != nil {
		return fmt.Errorf("ending the backup: %w", err)
	}
	return w.tail.seal()
}

// holdBack hashes and passes on everything but the last bytes, where the seal goes.
type holdBack struct {
	to   io.Writer
	sum  hash.Hash
	held []byte
}

func (h *holdBack) Write(b []byte) (int, error) {
	h.held = append(h.held, b...)
	if over := len(h.held) - sealed; over > 1<<16 {
		if err := h.pass(over); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}

func (h *holdBack) pass(n int) error {
	_, _ = h.sum.Write(h.held[:n]) // a hash takes everything
	_, err := h.to.Write(h.held[:n])
	h.held = h.held[:copy(h.held, h.held[n:])]
	return err
}

func (h *holdBack) seal() error {
	if err := h.pass(len(h.held) - sealed); err != nil {
		return err
	}
	_, err := io.WriteString(h.to, seal+hex.EncodeToString(h.sum.Sum(nil)))
	return err
}

type counter struct {
	n   int64
	sum hash.Hash
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.sum.Write(b)
}
