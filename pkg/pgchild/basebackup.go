package pgchild

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// BaseBackup has the running server of a URL write all its databases, as they are
// at the end, to w: a tar archive with the write-ahead log that brings it to that
// moment. The server goes on working and checks the pages' checksums on the way.
// told hears how many bytes there are about to come, before the first one.
//
// It is what pg_basebackup does, which comes with no downloaded PostgreSQL.
func BaseBackup(ctx context.Context, url string, w io.Writer, told func(estimate int64)) error {
	config, err := pgconn.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("reading the database's address: %w", err)
	}
	config.RuntimeParams["replication"] = "true"
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connecting for a base backup: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	// The slot keeps the log that the backup needs until we hang up, however long
	// that takes.
	slot := "shanyraq_backup_" + strconv.FormatUint(uint64(conn.PID()), 10)
	if _, err := conn.Exec(ctx, "CREATE_REPLICATION_SLOT "+slot+" TEMPORARY PHYSICAL RESERVE_WAL").ReadAll(); err != nil {
		return fmt.Errorf("keeping the write-ahead log for a base backup: %w", err)
	}
	conn.Frontend().SendQuery(&pgproto3.Query{String: "BASE_BACKUP (LABEL 'shanyraq', PROGRESS, CHECKPOINT 'fast', WAL, WAIT false)"})
	if err := conn.Frontend().Flush(); err != nil {
		return fmt.Errorf("asking for a base backup: %w", err)
	}
	for result := 0; ; {
		message, err := conn.ReceiveMessage(ctx)
		if err != nil {
			return fmt.Errorf("receiving a base backup: %w", err)
		}
		switch m := message.(type) {
		case *pgproto3.ErrorResponse:
			return fmt.Errorf("receiving a base backup: %w", pgconn.ErrorResponseToPgError(m))
		case *pgproto3.RowDescription:
			result++ // where it begins; the tablespaces; where it ended
		case *pgproto3.DataRow:
			if result == 2 {
				if m.Values[0] != nil {
					return errors.New("a database with tablespaces of its own is not backed up here: use pg_basebackup")
				}
				kilobytes, _ := strconv.ParseInt(string(m.Values[2]), 10, 64) // an estimate; NULL is 0
				told(kilobytes << 10)
			}
		case *pgproto3.CopyData:
			// The archive's beginning (n), its bytes (d), progress (p).
			if len(m.Data) > 0 && m.Data[0] == 'd' {
				if _, err := w.Write(m.Data[1:]); err != nil {
					return err
				}
			}
		case *pgproto3.ReadyForQuery:
			return nil
		}
	}
}

// Unpack makes the cluster of a data directory that has none from what BaseBackup
// wrote. PostgreSQL finishes the work when it is first started.
func Unpack(ctx context.Context, dir string, major int, base io.Reader) error {
	acct, dir, err := prepareDataDir(dir)
	if err != nil {
		return fmt.Errorf("preparing data directory: %w", err)
	}
	unlock, err := lockDir(ctx, dir)
	if err != nil {
		return fmt.Errorf("locking %s: %w", dir, err)
	}
	defer unlock()
	if len(clusterMajors(dir)) > 0 {
		return fmt.Errorf("%s holds a database already", dir)
	}
	tmp, err := os.MkdirTemp(dir, filepath.Base(clusterDir(dir, major))+".partial-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }() // after the rename: nothing there
	if err := acct.give(tmp); err != nil {
		return err
	}
	if err := untar(ctx, tar.NewReader(base), tmp, acct); err != nil {
		return fmt.Errorf("unpacking the database: %w", err)
	}
	if password := filepath.Join(dir, "pg.password"); isFile(password) {
		if err := acct.give(password); err != nil {
			return err
		}
	}
	syscall.Sync() // one for all its files
	if err := os.Rename(tmp, clusterDir(dir, major)); err != nil {
		return err
	}
	return syncDir(dir)
}

func untar(ctx context.Context, t *tar.Reader, dir string, acct account) error {
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(h.Name) {
			return fmt.Errorf("%q leads out of the database", h.Name)
		}
		path := filepath.Join(dir, h.Name) // #nosec G305 -- IsLocal, above
		switch h.Typeflag {
		case tar.TypeDir:
			if err = os.MkdirAll(path, 0o700); err == nil {
				err = acct.give(path)
			}
		case tar.TypeReg:
			err = acct.write(path, t)
		default:
			err = fmt.Errorf("%q is neither a file nor a folder", h.Name)
		}
		if err != nil {
			return err
		}
	}
}

// write makes a file of the account's.
func (a account) write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close(), a.give(path))
}

func isFile(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular()
}
