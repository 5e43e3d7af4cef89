package main

import (
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// advice says in one sentence what stands in the way of a start in dir and what to do
// about it; an error that it does not know, or that says so already, stays as it is.
// The cause follows in brackets, for whoever helps.
func advice(err error, dir string) error {
	var key string
	switch {
	case err == nil:
		return nil
	case isFull(err):
		key = "folder.full"
	case errors.Is(err, syscall.EROFS):
		key = "folder.readonly"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EEXIST):
		key = "folder.none"
	case errors.Is(err, fs.ErrPermission):
		key = "folder.forbidden"
	default:
		return err
	}
	return words.Refuse(key, "folder", dir).Because(err)
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
	key := "listen.failed"
	var form *net.AddrError
	var name *net.DNSError
	switch {
	case errors.As(err, &form):
		key = "listen.form"
	case errors.As(err, &name):
		key = "listen.name"
	case errors.Is(err, syscall.EADDRINUSE):
		key = "listen.taken"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		key = "listen.foreign"
	case errors.Is(err, fs.ErrPermission):
		key = "listen.port"
	}
	return words.Refuse(key, "address", address, "flag", flag).Because(err)
}
