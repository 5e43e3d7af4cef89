package bus_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// torn is told of the same things as noted, and spilt by another service.
type (
	torn  struct{ noted }
	spilt struct{ noted }
)

func (e torn) Subject() string  { return "alpha." + e.ForumID + ".note.torn.v1" }
func (torn) Name() string       { return "NoteTorn" }
func (e spilt) Subject() string { return "beta." + e.ForumID + ".tea.spilt.v1" }
func (spilt) Name() string      { return "TeaSpilt" }

func TestSeveralTypesComeInOneOrder(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	run(t, b, bus.OnAny("all", func(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
		for _, r := range received {
			var e noted
			if err := r.Decode(&e); err != nil {
				return err
			}
			if err := apply(ctx, tx, r.Name, e, r); err != nil {
				return err
			}
		}
		return nil
	}, torn{}, noted{}))
	err := b.InTx(t.Context(), func(ctx context.Context, tx *sqlx.Tx) error {
		one := noted{ForumID: "f1", ID: "a"}
		return bus.Emit(ctx, tx, one, torn{one}, one, torn{one})
	})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, "all are heard", func() bool { return get[int](t, db, `SELECT count(*) FROM applied`) == 4 })
	if got := get[string](t, db, `SELECT string_agg(effect, ' ' ORDER BY n) FROM applied`); got != "NoteTaken NoteTorn NoteTaken NoteTorn" {
		t.Errorf("heard %s", got)
	}
}

func TestRunRefusesSubscriptionsThatCannotBe(t *testing.T) {
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	nothing := func(context.Context, *sqlx.Tx, []bus.Received) error { return nil }
	for name, s := range map[string]bus.Subscription{
		"of no event":     bus.OnAny("none", nothing),
		"of two speakers": bus.OnAny("two", nothing, noted{}, spilt{}),
		"without effect":  bus.OnAny("idle", nil, noted{}),
	} {
		if err := b.Run(t.Context(), s); err == nil {
			t.Errorf("a subscription %s was accepted", name)
		}
	}
}

// A consumer that an earlier version made for a pattern of subjects goes on where
// it stood when it is given the types.
func TestAConsumerOfAPatternGoesOn(t *testing.T) {
	noLeaks(t)
	alphaDB, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha := open(t, "alpha", alphaDB, nc)
	run(t, alpha)
	applied := func(n int) func() bool {
		return func() bool { return get[int](t, betaDB, `SELECT count(*) FROM applied`) == n }
	}
	stop := run(t, open(t, "beta", betaDB, nc), keep("keep"))
	take(t, alpha, notes("a", 3)...)
	testkit.Eventually(t, "three are heard", applied(3))
	settled(t, nc, "alpha", "beta-keep")
	stop()

	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	c, err := js.Consumer(t.Context(), "alpha", "beta-keep")
	if err != nil {
		t.Fatal(err)
	}
	config := c.CachedInfo().Config
	config.FilterSubject, config.FilterSubjects = "", []string{"alpha.*.note.*.v1"}
	if _, err := js.UpdateConsumer(t.Context(), "alpha", config); err != nil {
		t.Fatal(err)
	}
	take(t, alpha, notes("b", 2)...)
	run(t, open(t, "beta", betaDB, nc), keep("keep"))
	testkit.Eventually(t, "the others are heard", applied(5))
	settled(t, nc, "alpha", "beta-keep")
	info, err := c.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	filter := strings.Join(append(info.Config.FilterSubjects, info.Config.FilterSubject), "")
	if filter != "alpha.*.note.taken.v1" || info.Delivered.Consumer != 5 {
		t.Errorf("filter %q, %d deliveries, want 5", filter, info.Delivered.Consumer)
	}
}
