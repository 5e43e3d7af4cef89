package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
)

// proven remembers which password signed in to an account, so that it is known
// again at once while strangers keep the hash busy. It is kept in memory only,
// under a key that nobody else has and that ends with the process; another
// password of the account makes it forget.
type proven struct {
	key [32]byte

	mu   sync.RWMutex
	sums map[string][]byte // by account id
}

func newProven() *proven {
	p := &proven{sums: map[string][]byte{}}
	_, _ = rand.Read(p.key[:]) // never fails
	return p
}

func (p *proven) sum(a Account, password string) []byte {
	mac := hmac.New(sha256.New, p.key[:])
	mac.Write([]byte(a.password)) // of a fixed length
	mac.Write([]byte(password))
	return mac.Sum(nil)
}

func (p *proven) add(a Account, password string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sums[a.ID] = p.sum(a, password)
}

func (p *proven) has(a Account, password string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return a.password != "" && hmac.Equal(p.sums[a.ID], p.sum(a, password))
}
