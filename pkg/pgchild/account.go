package pgchild

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the operating system's user that PostgreSQL runs as. PostgreSQL
// refuses to run as root, so root lends it another account.
type account struct {
	name     string
	uid, gid int
	lent     bool // not our own
}

// prepareDataDir creates the data directory when needed and says which account
// PostgreSQL is to run as. The returned path is absolute and free of symbolic
// links, so the same directory always gives the same path.
func prepareDataDir(dir string) (account, string, error) {
	if dir == "" {
		return account{}, "", errors.New("no data directory was given")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return account{}, "", err
	}
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // the lent account must get through; it need not look around
	}
	if !isDir(dir) {
		if err := errors.Join(os.MkdirAll(dir, mode), os.Chmod(dir, mode)); err != nil { // whatever the umask
			return account{}, "", err
		}
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return account{}, "", err
	}
	acct, err := chooseAccount(dir)
	if err != nil {
		return account{}, "", err
	}
	return acct, dir, acct.canReach(dir)
}

// chooseAccount: an ordinary user runs PostgreSQL as oneself; root as the owner
// of the cluster found in dir, else as postgres, else as nobody.
func chooseAccount(dir string) (account, error) {
	owners := map[string]account{}
	for _, major := range clusterMajors(dir) {
		path := clusterDir(dir, major)
		fi, err := os.Stat(path)
		if err != nil {
			return account{}, err
		}
		st := fi.Sys().(*syscall.Stat_t)
		owners[path] = account{name: "uid " + strconv.Itoa(int(st.Uid)), uid: int(st.Uid), gid: int(st.Gid), lent: true}
	}
	if uid := os.Geteuid(); uid != 0 {
		for path, owner := range owners {
			if owner.uid != uid {
				return account{}, fmt.Errorf("%s belongs to %s: run as that user or as root", path, owner.name)
			}
		}
		return account{uid: uid, gid: os.Getegid()}, nil
	}
	for _, owner := range owners {
		if owner.uid != 0 {
			return owner, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid > 0 {
			return account{name: name, uid: uid, gid: gid, lent: true}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as")
}

// credential is nil when PostgreSQL runs as ourselves.
func (a account) credential() *syscall.Credential {
	if !a.lent {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
}

// give hands a file or directory of ours to the account.
func (a account) give(path string) error {
	if !a.lent {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// canReach checks that the account may pass through dir and every directory
// above it, and names the one that stands in the way: PostgreSQL's own message
// would not.
func (a account) canReach(dir string) error {
	if !a.lent {
		return nil
	}
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	for d := resolved; ; d = filepath.Dir(d) {
		fi, err := os.Stat(d)
		if err != nil {
			return err
		}
		st := fi.Sys().(*syscall.Stat_t)
		need := os.FileMode(0o001)
		switch {
		case int(st.Uid) == a.uid:
			need = 0o100
		case int(st.Gid) == a.gid:
			need = 0o010
		}
		if fi.Mode().Perm()&need == 0 {
			return fmt.Errorf("the user %s, as whom PostgreSQL runs, cannot pass through %s (mode %04o) to %s: chmod o+x %s, or use another place such as /var/lib/shanyraq",
				a.name, d, fi.Mode().Perm(), dir, d)
		}
		if d == filepath.Dir(d) {
			return nil
		}
	}
}
