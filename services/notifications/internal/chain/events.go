package chain

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Subscriptions are what the chain hears; ring wakes the composer.
func Subscriptions(ring Bell) []bus.Subscription {
	return []bus.Subscription{
		bus.OnAny("names", ringing(ring, rememberNames),
			events.ForumDescribed{}, events.ThemeDescribed{}, events.SessionScheduled{}, events.OrganisationRegistered{}, events.InstitutionDescribed{}),
		bus.OnAny("suggestions", ringing(ring, rememberSuggestions),
			events.SuggestionCaptured{}, events.SuggestionReworded{}, events.SuggestionAttributed{}, events.SuggestionWithdrawn{},
			events.SuggestionRestored{}, events.SuggestionParked{}, events.SuggestionUnparked{}, events.SuggestionHidden{}),
		bus.OnAny("facts", ringing(ring, rememberFacts),
			events.ProposalMerged{}, events.ProposalUnmerged{}, events.DecisionRecorded{},
			events.MeasurePlanned{}, events.MeasureReported{}, events.ReportAccepted{},
			events.ProposalSplit{}, events.ReportReturned{}, events.MeasureOffControl{},
			events.ProposalDivided{}, events.ProposalRecommended{}, events.ProposalReleased{}),
		bus.OnAny("sent-in", ringing(ring, rememberSentIn),
			events.SubmissionRefused{}, events.AgendaQuestionAccepted{}, events.AgendaQuestionAnswered{}),
	}
}

func ringing(ring Bell, do bus.Effect) bus.Effect {
	return func(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
		if err := do(ctx, tx, received); err != nil {
			return err
		}
		ring.Ring() // a moment before the commit; the composer looks more than once
		return nil
	}
}

// rememberNames keeps the names that letters use.
func rememberNames(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	var things []thing
	for _, r := range received {
		var (
			e struct {
				Version        int    `json:"version"`
				ForumID        string `json:"forum_id"`
				ThemeID        string `json:"theme_id"`
				SessionID      string `json:"session_id"`
				OrganisationID string `json:"organisation_id"`
			}
			t = thing{data: r.Data}
		)
		if err := r.Decode(&e); err != nil {
			return err
		}
		var id string
		switch r.Name {
		case events.ForumDescribed{}.Name():
			t.kind, id = "forum", e.ForumID
		case events.ThemeDescribed{}.Name():
			t.kind, id = "theme", e.ThemeID
		case events.SessionScheduled{}.Name():
			t.kind, id = "session", e.SessionID
		case events.OrganisationRegistered{}.Name():
			t.kind, id = "organisation", e.OrganisationID
		case events.InstitutionDescribed{}.Name():
			t.kind, id = "institution", institution.String()
		default:
			continue
		}
		var err error
		if t.id, err = want(r, id); err != nil {
			return err
		}
		t.version = e.Version
		things = append(things, t)
	}
	return saveThings(ctx, tx, things)
}

// rememberSuggestions keeps what a letter says of a suggestion, and a receipt to
// be sent for each that has an author from the start or is given one later.
func rememberSuggestions(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	var (
		suggestions []events.Suggestion
		receipts    []Fact
	)
	for _, r := range received {
		var e events.Suggestion
		if err := r.Decode(&e); err != nil {
			return err
		}
		id, err := want(r, e.SuggestionID)
		if err != nil {
			return err
		}
		forum, err := want(r, e.ForumID)
		if err != nil {
			return err
		}
		for _, optional := range []string{e.ThemeID, e.SessionID, e.AuthorID} {
			if optional != "" {
				if _, err := want(r, optional); err != nil {
					return err
				}
			}
		}
		suggestions = append(suggestions, e)
		told := r.Name == events.SuggestionCaptured{}.Name() || r.Name == events.SuggestionAttributed{}.Name()
		if told && e.AuthorID != "" {
			receipts = append(receipts, Fact{
				ID: r.ID, ForumID: forum, Kind: Receipt, At: e.ReceivedAt, SuggestionIDs: []uuid.UUID{id},
				Data: json.RawMessage("{}"), Correlation: r.Correlation,
			})
		}
	}
	if err := saveSuggestions(ctx, tx, suggestions); err != nil {
		return err
	}
	return saveReceipts(ctx, tx, receipts)
}

// rememberFacts keeps what became of suggestions.
func rememberFacts(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	var (
		facts     []Fact
		decisions []thing
	)
	for _, r := range received {
		var e struct {
			ForumID               string   `json:"forum_id"`
			DecisionID            string   `json:"decision_id"`
			SuggestionIDs         []string `json:"suggestion_ids"`
			MovedSuggestionIDs    []string `json:"moved_suggestion_ids"`
			SharedSuggestionIDs   []string `json:"shared_suggestion_ids"`
			ReleasedSuggestionIDs []string `json:"released_suggestion_ids"`
		}
		if err := r.Decode(&e); err != nil {
			return err
		}
		f := Fact{ID: r.ID, At: r.Time, Data: r.Data, Correlation: r.Correlation}
		about := e.SuggestionIDs
		switch r.Name {
		case events.ProposalMerged{}.Name():
			// Those whose words moved are told; the others' proposal only grew.
			f.Kind, about = Merged, e.MovedSuggestionIDs
		case events.ProposalUnmerged{}.Name():
			f.Kind, about = Unmerged, e.MovedSuggestionIDs
		case events.ProposalSplit{}.Name():
			f.Kind, about = Split, e.MovedSuggestionIDs
		case events.ProposalDivided{}.Name():
			f.Kind, about = Divided, e.SharedSuggestionIDs
		case events.ProposalRecommended{}.Name():
			f.Kind, about = Recommended, e.MovedSuggestionIDs
		case events.ProposalReleased{}.Name():
			f.Kind, about = Released, e.ReleasedSuggestionIDs
		case events.DecisionRecorded{}.Name():
			f.Kind = Decided
			id, err := want(r, e.DecisionID)
			if err != nil {
				return err
			}
			decisions = append(decisions, thing{id: id, kind: "decision", version: 1, data: r.Data})
		case events.MeasurePlanned{}.Name():
			f.Kind = Planned
		case events.MeasureReported{}.Name(), events.ReportAccepted{}.Name():
			f.Kind = Reported
		case events.ReportReturned{}.Name():
			f.Kind = Returned
		case events.MeasureOffControl{}.Name():
			f.Kind = OffControl
		default:
			continue
		}
		var err error
		if f.ForumID, err = want(r, e.ForumID); err != nil {
			return err
		}
		for _, s := range about {
			id, err := want(r, s)
			if err != nil {
				return err
			}
			f.SuggestionIDs = append(f.SuggestionIDs, id)
		}
		if len(about) > 0 {
			facts = append(facts, f)
		}
	}
	if err := saveThings(ctx, tx, decisions); err != nil {
		return err
	}
	return saveFacts(ctx, tx, facts)
}

// want parses an id that an event must have.
func want(r bus.Received, id string) (uuid.UUID, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return parsed, bus.Permanent(fmt.Errorf("%s %s: id %q: %w", r.Name, r.ID, id, err))
	}
	return parsed, nil
}

// parse is for ids that have been checked.
func parse(id string) uuid.UUID {
	parsed, _ := uuid.Parse(id)
	return parsed
}
