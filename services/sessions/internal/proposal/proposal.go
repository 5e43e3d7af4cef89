// Package proposal is what somebody wants changed of an organisation for which
// another forum answers.
package proposal

import (
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// The states of a proposal.
const (
	Open     = "open"
	Accepted = organisation.Accepted
	Declined = organisation.Declined
)

// ChangeProposal is a change that waits for the organisation's owner.
type ChangeProposal struct {
	ID                  string              `json:"id" format:"uuid"`
	OrganisationID      string              `json:"organisation_id" format:"uuid"`
	OrganisationVersion int                 `json:"organisation_version" doc:"of the organisation for which the change was proposed"`
	Change              organisation.Change `json:"change"`
	Reason              string              `json:"reason"`
	State               string              `json:"state" enum:"open,accepted,declined"`
	Answer              string              `json:"answer" doc:"of who accepted or declined"`
	ProposedBy          string              `json:"proposed_by" doc:"account id"`
	ProposedAt          time.Time           `json:"proposed_at"`
	DecidedBy           string              `json:"decided_by,omitempty" doc:"account id"`
	DecidedAt           *time.Time          `json:"decided_at,omitempty"`
	Version             int                 `json:"version"`
}

// Propose opens the proposal for the organisation as it is, and returns how that
// would become. Errors: those of the change; change_proposal_empty.
func (p *ChangeProposal) Propose(o organisation.Organisation, at time.Time) (organisation.Organisation, error) {
	would := o
	if err := would.Apply(p.Change); err != nil {
		return o, err
	}
	if would.Says(o) {
		return o, problem.InvalidField("/change", "change_proposal_empty")
	}
	p.OrganisationVersion, p.Change.Version = o.Version, nil
	p.State, p.ProposedAt, p.Version = Open, at, 1
	return would, nil
}

// Accept accepts the proposal and returns the change to be made, nil when it was
// accepted before. The organisation must be as it was for the proposal or, where
// seen is given, as the one who accepts has seen it.
func (p *ChangeProposal) Accept(seen *int, answer, by string, at time.Time) (*organisation.Change, error) {
	if p.State == Accepted {
		return nil, nil
	}
	if err := p.decide(Accepted, answer, by, at); err != nil {
		return nil, err
	}
	c := p.Change
	if c.Version = seen; seen == nil {
		c.Version = &p.OrganisationVersion
	}
	return &c, nil
}

// Decline leaves the organisation as it is, and says why. It reports whether
// anything changed.
func (p *ChangeProposal) Decline(answer, by string, at time.Time) (bool, error) {
	if err := given.Words("/answer", answer); err != nil {
		return false, err
	}
	if p.State == Declined && p.Answer == text.Shown(answer) {
		return false, nil
	}
	err := p.decide(Declined, answer, by, at)
	return err == nil, err
}

func (p *ChangeProposal) decide(state, answer, by string, at time.Time) error {
	if p.State != Open {
		return problem.Conflict("change_proposal_decided")
	}
	p.State, p.Answer, p.DecidedBy, p.DecidedAt = state, text.Shown(answer), by, &at
	p.Version++
	return nil
}
