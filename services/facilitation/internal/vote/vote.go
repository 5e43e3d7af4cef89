// Package vote is what the phones of the participants vote in a ballot. Who voted
// what leads to nobody.
package vote

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// MaxVoters is how many phones may vote in one ballot. A phone has no account,
// so somebody may vote with many; this bounds what that costs us.
const MaxVoters = 5000

// Without accounts a crowd can be made up. A yurt's phones share one address and
// vote at once; past them the address is slowed, and nobody is turned away.
const (
	atOnce     = 60
	oneNewEach = 2 * time.Second
)

// Vote is the whole ballot of one phone.
type Vote struct {
	Code    string          `json:"-"`
	Address string          `json:"-"` // where the phone is; never stored
	Voter   string          `json:"voter"`
	Counter int64           `json:"counter"`
	Choices []ballot.Choice `json:"marks" nullable:"false"`
}

// poll is the ballots that a batch of votes is cast in.
type poll struct {
	turns   *web.Turns
	rounds  []*tally.Round
	ballots map[string]*ballot.Ballot   // by code
	cast    map[string]map[string]Vote  // ballot → voter → what counts
	voters  map[string]int              // ballot → how many
	changed map[string]map[string]*Vote // ballot → voter → what to store
	places  map[place]int               // how many new phones
}

// place is where phones vote from, and another one in every ballot.
type place struct {
	ballot string
	hash   [16]byte
}

func placeOf(b *ballot.Ballot, address string) place {
	sum := sha256.Sum256([]byte(b.ID + b.Code + address))
	return place{b.ID, [16]byte(sum[:16])}
}

// take decides on one vote and returns the one that counts.
func (p *poll) take(v Vote) (Vote, error) {
	b := p.ballots[v.Code]
	if b == nil {
		return Vote{}, problem.NotFound("ballot_not_found")
	}
	before, voted := p.cast[b.ID][v.Voter]
	if voted && before.Counter > v.Counter {
		return before, nil
	}
	var err error
	open := *b
	open.State = ballot.Open
	if v.Choices, err = open.Admit(v.Choices); err != nil {
		return Vote{}, err
	}
	switch {
	case voted && before.Counter == v.Counter && slices.Equal(before.Choices, v.Choices):
		return before, nil // its answer was lost; also after closing
	case b.State == ballot.Closed:
		return Vote{}, problem.Conflict("ballot_closed")
	case voted && before.Counter == v.Counter:
		return Vote{}, problem.Conflict("newer_version").With("newer", before)
	case !voted && p.voters[b.ID] >= MaxVoters:
		return Vote{}, problem.Conflict("ballot_full")
	case !voted:
		from := placeOf(b, v.Address)
		if wait := p.turns.Take(string(from.hash[:]), v.Voter); wait > 0 {
			return Vote{}, web.Later("ballot_queue", wait)
		}
		p.places[from]++
		p.voters[b.ID]++
	}
	p.cast[b.ID][v.Voter], p.changed[b.ID][v.Voter] = v, &v
	return v, nil
}
