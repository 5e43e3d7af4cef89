// Package invite is the one-time links that an organiser hands out: to join the
// staff with roles, or to choose a new password.
package invite

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

const (
	// mostDays is how long a link to join may wait; it is printed and handed out.
	mostDays = 60
	// resetLasts is how long a link to a new password holds: it opens an account
	// that has rights already.
	resetLasts = 24 * time.Hour
	// answerLost is for how long whoever used a link may use it again, because the
	// answer may have got lost on its way.
	answerLost = 10 * time.Minute
)

// codeGroups make a code of 80 random bits that can be typed from paper.
var codeGroups = []int{4, 4, 4, 4}

// Invite is a one-time link.
type Invite struct {
	ID          string             `json:"id" format:"uuid"`
	Name        string             `json:"name" doc:"for whom, as the organiser calls them; may be empty"`
	Roles       account.Roles      `json:"roles" doc:"that the account will have; of a reset, those that it had"`
	Resets      string             `json:"resets" doc:"the account that gets a new password; empty = somebody new joins"`
	State       events.InviteState `json:"state"`
	MadeAt      time.Time          `json:"made_at"`
	ExpiresAt   time.Time          `json:"expires_at"`
	UsedAt      *time.Time         `json:"used_at"`
	UsedBy      string             `json:"used_by" doc:"the account that came of it; empty = nobody yet"`
	WithdrawnAt *time.Time         `json:"withdrawn_at"`

	madeBy string
}

// settle says what became of the link by now.
func (i *Invite) settle(now time.Time) {
	switch {
	case i.UsedAt != nil:
		i.State = events.InviteUsed
	case i.WithdrawnAt != nil:
		i.State = events.InviteWithdrawn
	case now.After(i.ExpiresAt):
		i.State = events.InviteExpired
	default:
		i.State = events.InviteOpen
	}
}

// usable returns nil for a link that can be used, else the problems invite_used,
// invite_withdrawn, invite_expired.
func (i *Invite) usable() error {
	if i.State == events.InviteOpen {
		return nil
	}
	return problem.Conflict("invite_" + string(i.State))
}
