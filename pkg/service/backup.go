package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/shanyraq/shanyraq/pkg/service/file"
)

// BackupRecordName is the file of the data folder in which the record is.
const BackupRecordName = "backup.json"

// BackupRecord is what is known of the last good backup, for whoever asks whether
// there is one. It is a file of the data folder, so that every service can read it.
type BackupRecord struct {
	At       time.Time `json:"at"`   // when it was begun: all that was acknowledged before is in it
	Took     float64   `json:"took"` // seconds
	File     string    `json:"file"`
	Bytes    int64     `json:"bytes"`
	Database bool      `json:"database"` // whether the database is in it: not where it is a server of its own
	// What went wrong since, "" for nothing.
	FailedAt *time.Time `json:"failed_at,omitempty"`
	Error    string     `json:"error,omitempty"`
}

// LastBackup reads the record; the zero BackupRecord where there is none.
func LastBackup(dataDir string) (r BackupRecord, err error) {
	data, err := os.ReadFile(filepath.Join(dataDir, BackupRecordName)) // #nosec G304 -- the installation's own
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		return r, fmt.Errorf("reading the record of the last backup: %w", err)
	}
	return r, nil
}

// Keep writes the record. What it says of a failure names no secret.
func (r BackupRecord) Keep(dataDir string) error {
	r.Error = Redact(r.Error)
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keeping the record of the backup: %w", err)
	}
	path := filepath.Join(dataDir, BackupRecordName)
	// Root makes backups too, and the server that reads the record may be another's.
	if err := file.Write(path, data, 0o600, file.OwnedAsFolder); err != nil {
		return fmt.Errorf("keeping the record of the backup: %w", err)
	}
	return nil
}
