package pgchild

import (
	"bytes"
	"errors"
	"sync"
	"testing"
)

// A base backup taken while somebody writes holds everything that was committed
// before it began, and is one moment: what was committed together is there together.
func TestABaseBackupIsOneMoment(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	db := open(t, s.URL("postgres"))
	run(t, db, `CREATE TABLE a (n int PRIMARY KEY); CREATE TABLE b (n int PRIMARY KEY)`)
	write := func(n int) error {
		_, err := db.ExecContext(deadline(t), `WITH x AS (INSERT INTO a VALUES ($1)) INSERT INTO b VALUES ($1)`, n)
		return err
	}
	for n := range 100 {
		if err := write(n); err != nil {
			t.Fatal(err)
		}
	}
	var writing sync.WaitGroup
	end := make(chan struct{})
	writing.Go(func() {
		for n := 100; ; n++ {
			select {
			case <-end:
				return
			default:
			}
			if err := write(n); err != nil {
				t.Error(err)
				return
			}
		}
	})
	var base bytes.Buffer
	var estimate int64
	err := BaseBackup(deadline(t), s.URL("postgres"), &base, func(n int64) { estimate = n })
	close(end)
	writing.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if estimate < 1<<20 || base.Len() < 1<<20 {
		t.Errorf("%d bytes, %d estimated", base.Len(), estimate)
	}
	major, err := majorOf(s.cluster.version)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := dataDir(t)
	if err := Unpack(deadline(t), elsewhere, major, bytes.NewReader(base.Bytes())); err != nil {
		t.Fatal(err)
	}
	db = open(t, start(t, Options{DataDir: elsewhere, Fast: true}).URL("postgres"))
	if n := ask[int](t, db, `SELECT count(*) FROM a`); n < 100 {
		t.Errorf("%d rows, 100 had been there before", n)
	}
	if odd := ask[int](t, db, `SELECT count(*) FROM a FULL JOIN b USING (n) WHERE a IS NULL OR b IS NULL`); odd != 0 {
		t.Errorf("%d rows are there without what was written with them", odd)
	}
	if err := Unpack(deadline(t), elsewhere, major, bytes.NewReader(base.Bytes())); err == nil {
		t.Error("a database was unpacked over another one")
	}
}

// Whoever reads the backup may fail; the server says why at once and goes on.
func TestABaseBackupThatNobodyTakes(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	full := errors.New("the disk is full")
	if err := BaseBackup(deadline(t), s.URL("postgres"), refusing{full}, func(int64) {}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	eventually(t, "the slot's end", func() bool {
		return ask[int](t, open(t, s.URL("postgres")), `SELECT count(*) FROM pg_replication_slots`) == 0
	})
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }
