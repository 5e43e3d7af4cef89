package notifications_test

import (
	"fmt"
	"os/exec"
	"syscall"
	"testing"
)

func cpu(what string) {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	out, _ := exec.Command("bash", "-c", fmt.Sprintf(`pg=$(pgrep -P %d postgres | head -1); for p in $(pgrep -P $pg) $pg; do awk -v c="$(tr '\0' ' ' < /proc/$p/cmdline)" '{printf "%%s %%.1f\n", c, ($14+$15)/100}' /proc/$p/stat; done | sort -k1 | awk '{n=$NF; s+=n; if (n>0.5) print} END {print "pg total", s}'`, syscall.Getpid())).CombinedOutput()
	fmt.Printf("--- %s: self %.1f s\n%s\n", what, float64(u.Utime.Sec+u.Stime.Sec)+float64(u.Utime.Usec+u.Stime.Usec)/1e6, out)
}

func TestAdhocCPU(t *testing.T) { _ = 1 }
