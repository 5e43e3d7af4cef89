// Command chaos kills, cuts and fills what can be killed, cut and filled, under
// load and at random moments, and holds afterwards what the house has against
// what it had acknowledged. Each trial has a seed that decides everything which
// is left to chance, and names its kind: the same seed is the same trial.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

func main() {
	var c campaign
	flag.IntVar(&c.trials, "trials", 6*len(kinds), "how many trials")
	flag.Uint64Var(&c.seed, "seed", uint64(time.Now().Unix()), "of the first trial; each further one has the next") // #nosec G115 -- positive
	flag.DurationVar(&c.most, "minutes", 20*time.Minute, "begin no trial that might not end in this time")
	flag.StringVar(&c.only, "kind", "", "trials of this kind only")
	flag.StringVar(&c.dir, "out", "bench/chaos", "where to write results.json and the logs of houses that failed")
	flag.StringVar(&c.binaries, "binaries", "", "folder of the binaries; default: build them")
	flag.BoolVar(&c.floods, "floods", true, "flood a house at the end, too")
	list := flag.Bool("list", false, "only list the kinds")
	flag.Parse()
	if *list {
		for _, k := range kinds {
			_, _ = fmt.Fprintln(os.Stdout, k.name)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := c.run(ctx, os.Stdout); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

// kindOf is the kind of the trial with this seed: seeds that follow each other go
// through all of them.
func kindOf(seed uint64, from []kind) kind { return from[seed%uint64(len(from))] }

// chosen are the kinds that are tried here.
func (c *campaign) chosen() (some []kind, left []string, err error) {
	for _, k := range kinds {
		switch {
		case c.only != "" && k.name != c.only:
		case k.house == "tent" && !mayMount():
			left = append(left, k.name)
		default:
			some = append(some, k)
		}
	}
	if len(some) == 0 {
		err = errors.New("no such kind here: see -list")
	}
	return some, left, err
}

// mayMount reports whether small disks can be made.
func mayMount() bool {
	dir, err := local.Folder("shq-chaos-disk-")
	if err != nil {
		return false
	}
	defer func() { _ = os.RemoveAll(dir) }()
	d, err := mount(dir, 1)
	if err == nil {
		d.unmount()
	}
	return err == nil
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
