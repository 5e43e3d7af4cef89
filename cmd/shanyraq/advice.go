package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/lib/pq"
)

// advice says in one sentence what stands in the way of a start in dir and what
// to do about it; an error that it does not know stays as it is. The cause
// follows in brackets, for whoever helps.
func advice(err error, dir string) error {
	var sentence string
	switch {
	case err == nil:
		return nil
	case isFull(err):
		sentence = "the disk that holds %s is full: free some space and start again"
	case errors.Is(err, syscall.EROFS):
		sentence = "%s is on a file system that can only be read: make it writable or give another folder with --data-dir"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EEXIST):
		sentence = "%s is not a folder: give another one with --data-dir"
	case errors.Is(err, fs.ErrPermission):
		sentence = "this account may not write to %s: give it the folder, or another one with --data-dir"
	default:
		return err
	}
	return fmt.Errorf(sentence+" (%w)", dir, err)
}

// isFull also knows what PostgreSQL says of a full disk, and NATS, of which only
// the text is left.
func isFull(err error) bool {
	var database *pq.Error
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		errors.As(err, &database) && database.Code == "53100" || strings.Contains(err.Error(), "no space left on device")
}

// adviceOnAddress is advice about an address to listen on, which a flag gives.
func adviceOnAddress(err error, flag, address string) error {
	sentence := "cannot listen on %[1]s"
	var form *net.AddrError
	var name *net.DNSError
	switch {
	case errors.As(err, &form):
		sentence = "%[1]q is no address to listen on: write HOST:PORT, or :PORT for all addresses of this machine"
	case errors.As(err, &name):
		sentence = "%[1]s names a machine or a port that is not known here: write HOST:PORT, or :PORT for all addresses of this machine"
	case errors.Is(err, syscall.EADDRINUSE):
		sentence = "%[1]s is taken by another program: stop that program or give another address with %[2]s"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		sentence = "this machine has no address %[1]s: give one of its own with %[2]s, or :PORT for all of them"
	case errors.Is(err, fs.ErrPermission):
		sentence = "this account may not listen on %[1]s: give a port above 1023 with %[2]s"
	}
	return fmt.Errorf(sentence+" (%[3]w)", address, flag, err)
}
