package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// kind is a way of doing harm. before prepares it while nobody works; hurt does
// it, calls over at the moment from which the house can recover, and lends no
// other hand than whoever looks after the house would.
type kind struct {
	name   string
	house  string // camp, tent (a camp on small disks), country
	before func(ctx context.Context, t *trial) error
	hurt   func(ctx context.Context, t *trial) error
	// readers: the secretaries do not work, because what they do cannot be had
	// again from anywhere.
	readers bool
}

var kinds = []kind{
	{name: "kill -9 everything", house: "camp", hurt: func(ctx context.Context, t *trial) error { return t.restart(ctx, syscall.SIGKILL) }},
	{name: "SIGTERM", house: "camp", hurt: func(ctx context.Context, t *trial) error { return t.restart(ctx, syscall.SIGTERM) }},
	{name: "SIGINT", house: "camp", hurt: func(ctx context.Context, t *trial) error { return t.restart(ctx, syscall.SIGINT) }},
	{name: "kill -9 PostgreSQL", house: "camp", hurt: func(_ context.Context, t *trial) error {
		defer t.over()
		return t.camp().killPostmaster()
	}},
	{name: "kill -9 one backend", house: "camp", hurt: func(_ context.Context, t *trial) error {
		defer t.over()
		pids := t.camp().backends()
		if len(pids) == 0 {
			return errors.New("there is no backend to kill")
		}
		return syscall.Kill(pids[t.rand.IntN(len(pids))], syscall.SIGKILL)
	}},
	{name: "JetStream lost", house: "camp", hurt: func(ctx context.Context, t *trial) error { return t.replaceStream(ctx, "") }},
	{name: "JetStream older", house: "camp", before: keepStream, hurt: func(ctx context.Context, t *trial) error { return t.replaceStream(ctx, t.backup()) }},
	{name: "disk full: JetStream", house: "tent", hurt: func(ctx context.Context, t *trial) error { return t.full(ctx, t.camp().underNATS) }},
	{name: "disk full: PostgreSQL", house: "tent", hurt: func(ctx context.Context, t *trial) error { return t.full(ctx, t.camp().underPostgres) }},
	{name: "disk full: both", house: "tent", hurt: func(ctx context.Context, t *trial) error {
		return t.full(ctx, t.camp().underPostgres, t.camp().underNATS)
	}},
	{name: "kill -9 one service", house: "country", hurt: func(ctx context.Context, t *trial) error {
		name := services[t.rand.IntN(len(services))]
		t.note = name
		if err := t.country().own[name].end(syscall.SIGKILL); err != nil {
			return err
		}
		t.over()
		return t.country().own[name].start()
	}},
	{name: "kill -9 NATS", house: "country", hurt: func(ctx context.Context, t *trial) error {
		if err := t.country().nats.end(syscall.SIGKILL); err != nil {
			return err
		}
		pause(ctx, t.between(0, 2*time.Second))
		t.over()
		return t.country().nats.start()
	}},
	{name: "link to NATS cut", house: "country", hurt: func(ctx context.Context, t *trial) error { return t.cut(ctx, t.country().toNATS) }},
	{name: "link to NATS half open", house: "country", hurt: func(_ context.Context, t *trial) error { return t.deafen(t.country().toNATS) }},
	{name: "link to PostgreSQL cut", house: "country", hurt: func(ctx context.Context, t *trial) error { return t.cut(ctx, t.country().toPG) }},
	{name: "link to PostgreSQL half open", house: "country", hurt: func(_ context.Context, t *trial) error { return t.deafen(t.country().toPG) }},
	{name: "JetStream lost under all", house: "country", hurt: func(ctx context.Context, t *trial) error { return t.replaceStream(ctx, "") }},
	{name: "JetStream older under all", house: "country", before: keepStream, hurt: func(ctx context.Context, t *trial) error { return t.replaceStream(ctx, t.backup()) }},
	{name: "listener's database older", house: "country", readers: true,
		before: func(ctx context.Context, t *trial) error { return t.country().backup(ctx, "decisions") },
		hurt: func(ctx context.Context, t *trial) error {
			if err := t.country().restore(ctx, "decisions"); err != nil {
				return err
			}
			t.over()
			return nil
		}},
}

func (t *trial) camp() *camp       { return t.house.(*camp) }
func (t *trial) country() *country { return t.house.(*country) }

// restart ends the binary, in order or not, and starts it again, as systemd does.
func (t *trial) restart(ctx context.Context, s syscall.Signal) error {
	if err := t.camp().end(s); err != nil {
		return err
	}
	t.over()
	return t.camp().start()
}

func (t *trial) backup() string { return filepath.Join(t.dir, "stream") }

// keepStream keeps JetStream's folder as it is now, for later.
func keepStream(ctx context.Context, t *trial) error {
	if c, ok := t.house.(*camp); ok {
		if err := c.end(syscall.SIGTERM); err != nil {
			return err
		}
		return errors.Join(os.CopyFS(t.backup(), os.DirFS(c.nats())), c.wake(ctx))
	}
	c := t.country()
	if err := c.nats.end(syscall.SIGTERM); err != nil {
		return err
	}
	return errors.Join(os.CopyFS(t.backup(), os.DirFS(c.store())), c.wakeNATS(ctx, c.toNATS.to), t.untilReady(ctx))
}

// replaceStream kills JetStream and starts it with another folder, or with none.
func (t *trial) replaceStream(ctx context.Context, with string) error {
	if c, ok := t.house.(*camp); ok {
		if err := errors.Join(c.end(syscall.SIGKILL), replace(c.nats(), with)); err != nil {
			return err
		}
		t.over()
		return c.start()
	}
	c := t.country()
	if err := errors.Join(c.nats.end(syscall.SIGKILL), replace(c.store(), with)); err != nil {
		return err
	}
	t.over()
	return c.nats.start()
}

// full leaves disks without a byte for a while. A binary that gives up is started
// again, every second, as systemd does.
func (t *trial) full(ctx context.Context, disks ...*disk) error {
	for _, d := range disks {
		if err := d.fill(); err != nil {
			return err
		}
	}
	for end := time.Now().Add(t.between(time.Second, 4*time.Second)); time.Now().Before(end); pause(ctx, 100*time.Millisecond) {
		if t.camp().gone() {
			t.note = "started again"
			pause(ctx, time.Second)
			_ = t.camp().start()
		}
	}
	for _, d := range disks {
		if err := d.free(); err != nil {
			return err
		}
	}
	t.over()
	return nil
}

// cut breaks a link for a while.
func (t *trial) cut(ctx context.Context, l *link) error {
	l.cut()
	pause(ctx, t.between(300*time.Millisecond, 3*time.Second))
	l.mend()
	t.over()
	return nil
}

// deafen leaves what is connected over a link without an answer, for good. New
// connections work at once.
func (t *trial) deafen(l *link) error {
	l.halfOpen()
	t.over()
	return nil
}
