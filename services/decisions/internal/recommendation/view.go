package recommendation

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// RecommendationView is what a proposal stands for, as the API shows it.
type RecommendationView struct {
	Session     programme.Session `json:"session" doc:"Whose group confirmed it."`
	Edition     int               `json:"edition" doc:"Of the session's report, from 1; a correction is the next one."`
	ConfirmedAt time.Time         `json:"confirmed_at"`
	Text        events.Text       `json:"text" doc:"What shall be done, in the group's words."`
	Who         string            `json:"who"`
	Until       string            `json:"until"`
	Dropped     bool              `json:"dropped" doc:"The corrected report has it no more."`
	Corrected   bool              `json:"corrected" doc:"It was corrected, or dropped, after the secretariat had worded the proposal or put it: the proposal keeps its own words."`
	Before      *RecommendedWords `json:"before,omitempty" doc:"What it said then, if corrected."`
}

// RecommendedWords are who, what and until when.
type RecommendedWords struct {
	Text  events.Text `json:"text"`
	Who   string      `json:"who"`
	Until string      `json:"until"`
}

// Told is an edition, and when it was heard.
type Told struct {
	Recommendation
	HeardAt time.Time
}

// Of returns what the proposals stand for, those that stand for one.
func Of(ctx context.Context, q sqlx.QueryerContext, proposals []string) (map[string]RecommendationView, error) {
	editions, err := Editions(ctx, q, proposals)
	if err != nil || len(editions) == 0 {
		return nil, err
	}
	var worked []struct {
		ProposalID string    `db:"proposal_id"`
		At         time.Time `db:"at"`
	}
	err = sqlx.SelectContext(ctx, q, &worked, `
		SELECT proposal_id, max(at) AS at FROM (
			SELECT proposal_id, at FROM wordings WHERE proposal_id = ANY($1::uuid[])
			UNION ALL SELECT proposal_id, put_at FROM questions WHERE proposal_id = ANY($1::uuid[]) AND state <> 'withdrawn') w
		GROUP BY proposal_id`, pq.Array(proposals))
	if err != nil {
		return nil, fmt.Errorf("looking at what was worded and put: %w", err)
	}
	since := make(map[string]time.Time, len(worked))
	for _, w := range worked {
		since[w.ProposalID] = w.At
	}
	var of []string
	for _, all := range editions {
		of = append(of, all[0].SessionID)
	}
	sessions, err := programme.Sessions(ctx, q, of...)
	if err != nil {
		return nil, err
	}
	views := make(map[string]RecommendationView, len(editions))
	for id, all := range editions {
		v := viewOf(all, since[id])
		v.Session = sessions[all[0].SessionID]
		views[id] = v
	}
	return views, nil
}

// Editions returns every edition of what the proposals stand for, the first one first.
func Editions(ctx context.Context, q sqlx.QueryerContext, proposals []string) (map[string][]Told, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, selectEditions+`WHERE r.proposal_id = ANY($1::uuid[]) ORDER BY e.edition`, pq.Array(proposals))
	if err != nil {
		return nil, fmt.Errorf("loading editions of recommendations: %w", err)
	}
	all := map[string][]Told{}
	for _, r := range rows {
		all[r.ProposalID] = append(all[r.ProposalID], Told{r.recommendation(), r.HeardAt})
	}
	return all, nil
}

// viewOf shows the newest of the editions beside the one that stood when the
// secretariat last worded the proposal or put it; zero = it has done neither.
func viewOf(editions []Told, worked time.Time) RecommendationView {
	last := editions[len(editions)-1]
	v := RecommendationView{
		Edition: last.Edition, ConfirmedAt: last.ConfirmedAt, Text: last.Text, Who: last.Who, Until: last.Until, Dropped: last.Dropped,
	}
	if worked.IsZero() {
		return v
	}
	var then *Told
	for i, e := range editions {
		if !e.HeardAt.After(worked) {
			then = &editions[i]
		}
	}
	if then != nil && (then.Dropped != last.Dropped || !then.SaysTheSame(last.Recommendation)) {
		v.Corrected, v.Before = true, &RecommendedWords{then.Text, then.Who, then.Until}
	}
	return v
}
