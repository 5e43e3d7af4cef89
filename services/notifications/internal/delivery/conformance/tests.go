package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func sentOnce(t *testing.T, k *kit) {
	all := map[uuid.UUID]string{}
	for i := range 5 {
		message, address := k.write(fmt.Sprint("person", i))
		all[message] = address
	}
	k.process(k.Open())
	for message, address := range all {
		got := k.until(message, "sent", 1)
		if got.Evidence == "" || strings.Contains(got.Evidence, address) || got.Reason != "" || got.Version != 3 {
			t.Errorf("%+v; want evidence that names nobody", got)
		}
		if n := takenOf(k.Taken(), address); n != 1 {
			t.Errorf("%s has %d messages", address, n)
		}
		if k.told("NoticeSent", message) != 1 {
			t.Error("the sending is not told once")
		}
	}
}

func severalProcesses(t *testing.T, k *kit) {
	const people, messages = 20, 200
	var ids []uuid.UUID
	for range people {
		ids = append(ids, must(k.person(uuid.NewString())))
	}
	var stops []func()
	for range 4 {
		_, stop := k.process(k.Open())
		stops = append(stops, stop)
	}
	for i := range messages {
		k.queue(ids[i%people])
	}
	sent := 0
	testkit.Eventually(t, "all sent", func() bool {
		return k.db.Get(&sent, `SELECT count(*) FROM message WHERE state = 'sent' AND attempts = 1`) == nil && sent == messages
	})
	for _, stop := range stops {
		stop()
	}
	if got := k.Taken(); len(got) != messages {
		t.Errorf("%d messages arrived, want %d", len(got), messages)
	}
}

func must(id uuid.UUID, _ string) uuid.UUID { return id }

// unfit are all the ways in which a queued message may not be sent: the composer
// has not taken it back yet.
func unfit(t *testing.T, k *kit) {
	waits := map[uuid.UUID]string{}
	for what, change := range map[string]string{
		"consent to the channel withdrawn": `UPDATE consent SET given = false WHERE participant_id = $1 AND scope = 'notifications'`,
		"consent to processing withdrawn":  `UPDATE consent SET given = false WHERE participant_id = $1 AND scope = 'processing'`,
		"consent to another channel":       `UPDATE consent SET channel = 'pigeon' WHERE participant_id = $1 AND scope = 'notifications'`,
		"unsubscribed":                     `UPDATE person SET unsubscribed_at = now() WHERE participant_id = $1`,
		"erased":                           `UPDATE person SET erased_at = now() WHERE participant_id = $1`,
		"another channel chosen":           `UPDATE person SET channel = 'pigeon' WHERE participant_id = $1`,
		"no address":                       `UPDATE person SET address = '' WHERE participant_id = $1`,
		"no words":                         `UPDATE message SET letter = NULL WHERE participant_id = $1`,
		"stopped":                          `UPDATE message SET state = 'stopped' WHERE participant_id = $1`,
		"taken back":                       `UPDATE message SET state = 'waiting' WHERE participant_id = $1`,
		"not due":                          `UPDATE message SET next_attempt_at = now() + interval '1 hour' WHERE participant_id = $1`,
		"queued for another channel":       `UPDATE message SET channel = 'pigeon' WHERE participant_id = $1`,
		"under way":                        `UPDATE message SET state = 'sending', claimed_at = now(), attempt_id = gen_random_uuid() WHERE participant_id = $1`,
	} {
		person, _ := k.person("refuses")
		waits[k.queue(person)] = what
		k.exec(change, person)
	}
	good, _ := k.write("good")
	k.process(k.Open())
	k.until(good, "sent", 1)
	for message, what := range waits {
		if got := k.row(message); got.Attempts != 0 || got.State == "sent" {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := k.Taken(); len(got) != 1 {
		t.Errorf("%d messages arrived, want the good one", len(got))
	}
}

// dead: a process was killed between its claim and its record.
func dead(t *testing.T, k *kit) {
	message, address := k.write("person")
	k.exec(`UPDATE message SET state = 'sending', attempts = 1, attempt_id = gen_random_uuid(), claimed_at = now() - interval '1 day' WHERE message_id = $1`, message)
	k.process(k.Open())
	k.until(message, "sent", 2)
	if n := takenOf(k.Taken(), address); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func away(t *testing.T, k *kit) {
	k.policy.Attempts = 1
	message, address := k.write("person")
	_, stop := k.process(k.Nowhere())
	testkit.Eventually(t, "an attempt in vain", func() bool { return k.row(message).Reason != "" && k.row(message).State == "queued" })
	stop()
	if got := k.row(message); got.Attempts != 0 || got.Pause < .7 || strings.Contains(got.Reason, address) {
		t.Errorf("%+v, want no attempt counted and an hour's pause", got)
	}
	k.hurry(message)
	k.process(k.Open())
	k.until(message, "sent", 1)
}

func later(t *testing.T, k *kit) {
	message, address := k.write("person")
	k.script.plan(address, Later, Later)
	k.process(k.Open())
	for attempt := 1; attempt <= 2; attempt++ {
		got := k.until(message, "queued", attempt)
		if most := float64(attempt); got.Pause > most || got.Pause < most*.74 || got.Reason == "" || strings.Contains(got.Reason, address) {
			t.Errorf("after attempt %d: %+v, want a pause of about %d hours", attempt, got, attempt)
		}
		k.hurry(message)
	}
	k.until(message, "sent", 3)
	if n := takenOf(k.Taken(), address); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func givenUp(t *testing.T, k *kit) {
	k.policy.Attempts = 2
	message, address := k.write("person")
	k.script.plan(address, Later, Later)
	k.process(k.Open())
	k.until(message, "queued", 1)
	k.hurry(message)
	k.until(message, "failed", 2)
	if k.told("NoticeFailed", message) != 1 || len(k.Taken()) != 0 {
		t.Error("the failure is not told once, or something arrived")
	}
}

func never(t *testing.T, k *kit) {
	message, address := k.write("nobody")
	k.script.plan(address, Never)
	k.process(k.Open())
	got := k.until(message, "undeliverable", 1)
	if got.Reason == "" || strings.Contains(got.Reason, address) || k.told("NoticeFailed", message) != 1 || len(k.Taken()) != 0 {
		t.Errorf("%+v, told %d times", got, k.told("NoticeFailed", message))
	}
}

// lost: the one window in which a message comes twice, recognisably so.
func lost(t *testing.T, k *kit) {
	message, address := k.write("person")
	k.script.plan(address, Lost)
	k.process(k.Open())
	k.until(message, "queued", 1)
	k.hurry(message)
	k.until(message, "sent", 2)
	got := k.Taken()
	if len(got) != 2 || got[0] != got[1] {
		t.Errorf("%+v, want the same twice", got)
	}
}

func slow(t *testing.T, k *kit) {
	first, address := k.write("slow")
	release := k.script.hold(t, address)
	k.process(k.Open())
	testkit.Eventually(t, "the slow one is asked", func() bool { return k.script.attempts(address) == 1 })
	second, _ := k.write("quick")
	k.until(second, "sent", 1)
	if got := k.row(first); got.State != "sending" {
		t.Errorf("%+v, want it under way", got)
	}
	release()
	k.until(first, "sent", 1)
}

// overtaken: a process hangs in an attempt for so long that another one begins, and
// then reports that the recipient refuses.
func overtaken(t *testing.T, k *kit) {
	message, address := k.write("person")
	k.script.plan(address, Never, Take)
	releaseFirst := k.script.hold(t, address)
	leave, stopFirst := k.process(k.Open())
	testkit.Eventually(t, "the first attempt", func() bool { return k.script.attempts(address) == 1 })
	leave()
	releaseSecond := k.script.hold(t, address)
	k.abandon(message)
	k.process(k.Open())
	testkit.Eventually(t, "the second attempt", func() bool { return k.script.attempts(address) == 2 })
	releaseFirst()
	stopFirst() // it has recorded what it has
	if got := k.row(message); got.State != "sending" || got.Attempts != 2 || got.Reason != "" {
		t.Errorf("%+v, want the second attempt still under way", got)
	}
	releaseSecond()
	if got := k.until(message, "sent", 2); got.Version != 3 {
		t.Errorf("%+v", got)
	}
}

// abandon makes the claim of a message one of long ago.
func (k *kit) abandon(message uuid.UUID) {
	k.exec(`UPDATE message SET claimed_at = now() - interval '1 day' WHERE message_id = $1`, message)
}

// late: its message was given up as abandoned, and nobody has begun anew.
func late(t *testing.T, k *kit) {
	message, address := k.write("person")
	release := k.script.hold(t, address)
	_, stop := k.process(k.Open())
	testkit.Eventually(t, "the attempt", func() bool { return k.script.attempts(address) == 1 })
	k.exec(`UPDATE message SET state = 'queued', next_attempt_at = now() + interval '1 hour' WHERE message_id = $1`, message)
	release()
	stop()
	if got := k.row(message); got.State != "sent" || got.Attempts != 1 {
		t.Errorf("%+v", got)
	}
}
