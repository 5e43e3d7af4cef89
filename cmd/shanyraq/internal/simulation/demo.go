package simulation

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
	"github.com/shanyraq/shanyraq/events"
)

// demoTitle tells that the demonstration is there already.
var demoTitle = events.Text{KK: "XII Азаматтық форум", RU: "XII Гражданский форум"}.With("en", "XII Civic Forum")

// brokenTitle is given to a demonstration that was interrupted while it was made.
var brokenTitle = events.Text{KK: "Үзіліп қалған көрсетілім", RU: "Прерванная демонстрация"}.With("en", "Interrupted demonstration")

// demoSeed casts the demonstration so that something stands at every station; a
// test looks whether it does.
const demoSeed = 12

func demoScript(password string) script {
	return script{
		forum: sessions.NewForum{
			Kind: "city", Region: "KZ-75", TimeZone: "Asia/Almaty", Title: demoTitle,
			Place: events.Text{KK: "Алматы қаласы, этноауыл", RU: "город Алматы, этноаул"},
		},
		logins: &credentials{password}, keepOpen: .25, keepPut: .15, keepSilent: .4,
	}
}

// Demo is what a visitor is shown of the demonstration.
type Demo struct {
	ForumID string
	Receipt string // opens the way of a suggestion that went all the way
	Pairing string // code that pairs a tablet; "" = none
}

// SetUpDemo makes the demonstration forum, unless it is there: the built-in
// suggestions on every station of their way, so that each page has something to
// show. The forum begins when all is there. One that never began was interrupted
// half-way: it is set aside, and the demonstration made anew.
func SetUpDemo(ctx context.Context, organiser *client.Client, password string) (Demo, error) {
	forums, err := organiser.Forums(ctx)
	if err != nil {
		return Demo{}, err
	}
	for _, f := range forums {
		switch {
		case f.Title != demoTitle:
		case f.State == "running" || f.State == "closed":
			return reopen(ctx, organiser, f.ID)
		default:
			if err := organiser.SetForumAside(ctx, f.ID, brokenTitle); err != nil {
				return Demo{}, fmt.Errorf("setting an interrupted demonstration aside: %w", err)
			}
		}
	}
	p := newPlay(Options{
		Organiser: organiser, Ideas: Sample(), Yurts: 6, Participants: 24, Seed: demoSeed, Progress: NewProgress(io.Discard, false),
	}, demoScript(password))
	err = p.steps(ctx, p.openForum, p.hireStaff, p.raiseYurts, p.inviteBodies, p.registerPeople, p.castIdeas,
		p.watch, p.pairTablets, p.tag, p.capture, p.findHomes, p.workInYurts, p.merge, p.word, p.decideAll, p.draftMeasures, p.publish, p.tell, p.beginForum)
	p.Progress.end()
	p.live.stop()
	if err != nil {
		return Demo{}, fmt.Errorf("setting up the demonstration: %w", err)
	}
	return reopen(ctx, organiser, p.forum)
}

// reopen looks for what a visitor wants to see first.
func reopen(ctx context.Context, organiser *client.Client, forum string) (Demo, error) {
	d := Demo{ForumID: forum}
	sessions, err := organiser.Sessions(ctx, forum)
	if err != nil {
		return d, err
	}
	for _, s := range sessions {
		if s.Yurt == 1 {
			code, err := organiser.ShowPairingCode(ctx, forum, s.ID)
			if err != nil {
				return d, err
			}
			d.Pairing = code.Code
		}
	}
	suggestions, err := organiser.Suggestions(ctx, forum)
	if err != nil || len(suggestions) == 0 {
		return d, err
	}
	d.Receipt = suggestions[0].Receipt
	decisions, err := organiser.Decisions(ctx, forum)
	if err != nil {
		return d, err
	}
	for _, s := range suggestions {
		// One that was said several times and adopted has the longest way.
		for _, dec := range decisions {
			if dec.Outcome == "adopted" && len(dec.SuggestionIDs) > 1 && slices.Contains(dec.SuggestionIDs, s.ID) {
				d.Receipt = s.Receipt
				return d, nil
			}
		}
	}
	return d, nil
}
