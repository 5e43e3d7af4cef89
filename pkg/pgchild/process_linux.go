package pgchild

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// dieWithParent has the kernel ask the child for a fast shutdown when we die,
// even by SIGKILL.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// processesNamed lists the PostgreSQL processes of uid whose command line holds
// marker. It reads only what /proc shows to everybody: in a container even root
// may not follow another account's /proc/<pid>/cwd.
func processesNamed(marker string, uid int) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var found []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || programName(pid) != "postgres" {
			continue
		}
		dir := filepath.Join("/proc", e.Name())
		fi, err := os.Stat(dir)
		if err != nil || int(fi.Sys().(*syscall.Stat_t).Uid) != uid {
			continue
		}
		// A zombie has an empty command line, so it is not counted.
		if line, err := os.ReadFile(filepath.Join(dir, "cmdline")); err == nil && bytes.Contains(line, []byte(marker)) {
			found = append(found, pid)
		}
	}
	return found, nil
}

// programName is empty when there is no such process or we may not know, and
// "zombie" for one that has ended and waits for its parent to notice.
func programName(pid int) string {
	// "15402 (postgres) Z 1 ...": the name may hold spaces and brackets itself.
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return ""
	}
	from, to := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	if from < 0 || to < from {
		return ""
	}
	if state := bytes.TrimSpace(stat[to+1:]); len(state) > 0 && (state[0] == 'Z' || state[0] == 'X') {
		return zombie
	}
	return string(stat[from+1 : to])
}
