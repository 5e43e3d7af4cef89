package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"

	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
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

func (p *proven) sum(a account.Account, typed string) []byte {
	mac := hmac.New(sha256.New, p.key[:])
	mac.Write([]byte(a.Stored)) // of a fixed length
	mac.Write([]byte(typed))
	return mac.Sum(nil)
}

func (p *proven) add(a account.Account, typed string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sums[a.ID] = p.sum(a, typed)
}

func (p *proven) has(a account.Account, typed string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return a.Stored != "" && hmac.Equal(p.sums[a.ID], p.sum(a, typed))
}
