//go:build !linux

package pgchild

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// dieWithParent does nothing: only Linux has a parent-death signal. A child that
// outlives a killed parent is shut down by the next Start.
func dieWithParent(*syscall.SysProcAttr) {}

// processesNamed lists the PostgreSQL processes of uid whose command line holds
// marker.
func processesNamed(marker string, uid int) ([]int, error) {
	out, err := exec.Command("ps", "-axww", "-o", "pid=,uid=,command=").Output()
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	var found []int
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 3 || f[1] != strconv.Itoa(uid) || !strings.Contains(line, marker) || !strings.HasPrefix(filepath.Base(f[2]), "postgres") {
			continue
		}
		if pid, err := strconv.Atoi(f[0]); err == nil {
			found = append(found, pid)
		}
	}
	return found, nil
}

// programName is empty when there is no such process or we may not know, and
// "zombie" for one that has ended and waits for its parent to notice.
func programName(pid int) string {
	out, err := exec.Command("ps", "-o", "stat=,ucomm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	state, name, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if strings.HasPrefix(state, "Z") {
		return zombie
	}
	return strings.TrimSpace(name)
}
