package notifications_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
)

// TestAPersonIsToldEachStep plays the chain for two people, one of whom said two
// things that end up in one proposal.
func TestAPersonIsToldEachStep(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	one, two := s.welcome("ru"), s.welcome("kk")
	a, b, c := s.suggestion(one.id), s.suggestion(one.id), s.suggestion(two.id)
	nobody := s.suggestion("")
	var facts []uuid.UUID
	tell := func(ids []uuid.UUID) { facts = append(facts, ids...) }
	for _, e := range []events.Suggestion{a, b, c, nobody} {
		tell(s.say(events.SuggestionCaptured{Suggestion: e}))
	}
	all := events.List[string]{a.SuggestionID, b.SuggestionID, c.SuggestionID, nobody.SuggestionID}
	proposal := events.Proposal{ForumID: s.forum, ProposalID: newID(), Version: 2, Number: 1, SuggestionIDs: all}
	tell(s.say(events.ProposalMerged{Proposal: proposal, MovedSuggestionIDs: all[1:]}))
	tell(s.say(events.ProposalUnmerged{Proposal: proposal, MovedSuggestionIDs: all[2:3]}))
	tell(s.say(events.ProposalSplit{Proposal: proposal, MovedSuggestionIDs: all[1:2]}))
	tell(s.say(events.ProposalDivided{Proposal: proposal, SharedSuggestionIDs: all[:1]}))
	recommended := events.ProposalRecommended{Proposal: proposal, SessionID: a.SessionID, Recommended: text("Recommendation"), MovedSuggestionIDs: all}
	tell(s.say(recommended))
	corrected := recommended
	corrected.Edition, corrected.MovedSuggestionIDs = 2, nil
	s.say(corrected) // carries nothing new: nobody is told
	tell(s.say(events.ProposalReleased{Proposal: proposal, ReleasedSuggestionIDs: all[2:3]}))
	body := newID()
	s.say(events.OrganisationRegistered{OrganisationID: body, Version: 1, Names: events.List[events.OrganisationName]{{Name: text("Body")}}})
	decision := events.DecisionRecorded{ForumID: s.forum, DecisionID: newID(), Version: 1, Number: 1, Outcome: "adopted", Text: text("Decision"), SuggestionIDs: all}
	tell(s.say(decision))
	measure := events.Measure{ForumID: s.forum, MeasureID: newID(), Version: 2, Number: 1, DecisionID: decision.DecisionID, Text: text("Measure"),
		LeadBodyID: body, Deadline: events.Deadline{Kind: "date", Value: "2021-12-01", DueDate: "2021-12-01"}, SuggestionIDs: all}
	tell(s.say(events.MeasurePlanned{Measure: measure}))
	tell(s.say(events.MeasureReported{Measure: measure, Report: events.Report{Status: "done", State: "submitted"}}))
	back := events.ReportReturned{Measure: measure, Report: events.Report{Status: "done", State: "returned", Reason: text("No act")}}
	returnedAs := s.say(back)
	tell(returnedAs)
	testkit.PublishAs(t, s.House, returnedAs[0], a.ReceivedAt, back) // heard twice, told once
	tell(s.say(events.ReportAccepted{Measure: measure, Report: events.Report{Status: "done", State: "accepted"}}))
	tell(s.say(events.MeasureOffControl{Measure: measure}))

	// One: 2 receipts, merged (b), split, divided (a), recommended (both), decided, planned, reported, returned, accepted, off control.
	// Two: receipt, merged, unmerged, recommended, released, decided, planned, reported, returned, accepted, off control.
	s.settle(map[string]int{"sent": 23})
	kinds := map[string][]string{}
	for _, m := range s.messages("") {
		kinds[m.ParticipantID] = append(kinds[m.ParticipantID], m.Kind)
		if !slices.Contains(facts, uuid.MustParse(m.FactID)) {
			t.Errorf("%s tells of %s, which nobody said", m.Kind, m.FactID)
		}
		if m.ParticipantID == one.id && m.Kind == "decided" && !slices.Equal(m.SuggestionIDs, all[:2]) {
			t.Errorf("the decision names %v, want both suggestions", m.SuggestionIDs)
		}
	}
	for who, want := range map[string]string{
		one.id: "decided divided merged off_control planned receipt receipt recommended reported reported returned split",
		two.id: "decided merged off_control planned receipt recommended released reported reported returned unmerged",
	} {
		slices.Sort(kinds[who])
		if got := strings.Join(kinds[who], " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	returned := s.message(s.messages("kind=returned&participant_id=" + one.id)[0].ID)
	if !strings.Contains(returned.Body.Text, "Причина возврата: No act (ru)") {
		t.Errorf("the letter does not say why the report was returned:\n%s", returned.Body.Text)
	}
	planned := s.message(s.messages("kind=planned&participant_id=" + two.id)[0].ID)
	for _, want := range []string{"Measure (kk)", "Body (kk)", "2021 жылғы 1 желтоқсанға дейін", "№\u00a01 шешім", c.Receipt} {
		if !strings.Contains(planned.Body.Text, want) {
			t.Errorf("the letter lacks %q:\n%s", want, planned.Body.Text)
		}
	}
}

func TestAReceiptLiesInTheMailFolder(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("ru")
	captured := s.suggestion(p.id)
	s.say(events.SuggestionCaptured{Suggestion: captured})
	s.settle(map[string]int{"sent": 1})
	m := s.message(s.messages("kind=receipt")[0].ID)
	for _, want := range []string{captured.Receipt, "http://shanyraq.test/way/" + captured.Receipt, "№\u00a01", "Forum (ru)", "eotinish.kz", "не является обращением"} {
		if !strings.Contains(m.Body.Text, want) || !strings.Contains(m.Body.HTML, want) {
			t.Errorf("the receipt lacks %q:\n%s\n%s", want, m.Body.Text, m.Body.HTML)
		}
	}
	if strings.Contains(m.Body.Text+m.Body.HTML, "unsubscribe/") {
		t.Error("a reader of the list could unsubscribe the person")
	}
	if m.MaskedAddress == p.address || m.MaskedAddress == "" {
		t.Errorf("address shown as %q", m.MaskedAddress)
	}
	file, err := os.ReadFile(filepath.Join(s.DataDir, "mail", s.forum, m.ID+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(file), "To: <"+p.address+">") || !strings.Contains(string(file), "List-Unsubscribe: <http://shanyraq.test/api/notifications/unsubscribe/") {
		t.Errorf("the mail is:\n%s", file)
	}
	for _, e := range []events.Notice{
		testkit.Published[events.NoticeQueued](t, s.House, "notifications", nil).Notice,
		testkit.Published[events.NoticeSent](t, s.House, "notifications", nil).Notice,
	} {
		if e.NoticeID != m.ID || e.ParticipantID != p.id || e.FactID != m.FactID || e.Language != "ru" || e.Channel != "email" || !slices.Equal(e.SuggestionIDs, []string{captured.SuggestionID}) {
			t.Errorf("event %+v", e)
		}
		if e.State == "sent" && (e.SentAt == nil || e.Attempts != 1 || e.Version != 3) {
			t.Errorf("event %+v", e)
		}
	}
}

func TestAFactIsToldOnceHoweverOftenItIsHeard(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	e := events.SuggestionCaptured{Suggestion: s.suggestion(p.id)}
	fact := s.say(e)[0]
	s.settle(map[string]int{"sent": 1})
	first := s.messages("")[0]
	for range 3 {
		testkit.PublishAs(t, s.House, fact, e.ReceivedAt, e)
	}
	s.quiet()
	s.stop()
	testkit.PublishAs(t, s.House, fact, e.ReceivedAt, e)
	s.start()
	s.quiet()
	ms := s.messages("participant_id=" + p.id)
	if len(ms) != 1 || ms[0].ID != first.ID || ms[0].Attempts != 1 {
		t.Errorf("messages %+v, want the first one alone", ms)
	}
}

func TestNobodyIsWrittenToWithoutConsent(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	contactOnly, noChannel, noProcessing := newPerson(), newPerson(), newPerson()
	s.say(s.registered(contactOnly, "kk"))
	s.say(s.registered(noChannel, "kk"), s.consent(noChannel, "processing", 2, true))
	s.say(s.registered(noProcessing, "kk"), s.consent(noProcessing, "notifications", 2, true))
	for _, p := range []person{contactOnly, noChannel, noProcessing} {
		s.putContact(p)
		s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	}
	s.quiet()
	s.settle(map[string]int{"waiting": 3, "sent": 1})
	s.say(s.consent(noChannel, "notifications", 3, true), s.consent(noProcessing, "processing", 3, true))
	s.settle(map[string]int{"waiting": 1, "sent": 3})
}

func TestAWithdrawalStopsWhatIsNotSent(t *testing.T) {
	// A mail server that is away keeps messages queued.
	s := newStage(t, notifications.Config{Email: email.Config{SMTPHost: "127.0.0.1", SMTPPort: 1, SMTPTLS: "none"}})
	s.say(s.forumDescribed())
	p, other := s.welcome("kk"), s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)}, events.SuggestionCaptured{Suggestion: s.suggestion(other.id)})
	testkit.Eventually(t, "two queued messages", func() bool { n := s.counts(); return n["queued"]+n["sending"] == 2 && n["waiting"] == 0 })
	s.say(s.consent(p, "notifications", 9, false))
	testkit.Eventually(t, "one stopped", func() bool { return s.counts()["stopped"] == 1 })
	if m := s.messages("participant_id=" + p.id)[0]; m.State != "stopped" || m.Subject != "" {
		t.Errorf("message %+v", m)
	}
	// The address went with the consent; given again, it is for what comes, not for
	// what was stopped.
	s.Problem(t, 404, "contact_not_found", "GET", s.path("/contacts/%s", p.id), s.bearer, nil)
	if n := s.rows(`SELECT count(*) FROM notifications.person WHERE address = '` + p.address + `'`); n != 0 {
		t.Error("the address is left")
	}
	s.putContact(p)
	s.say(s.consent(p, "notifications", 10, true))
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	testkit.Eventually(t, "the new one queued", func() bool { n := s.counts(); return n["queued"]+n["sending"] == 2 && n["stopped"] == 1 })
}

func TestAnErasedPersonIsForgottenAndCounted(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1})
	id := s.messages("")[0].ID
	file := filepath.Join(s.DataDir, "mail", s.forum, id+".eml")
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	s.say(events.ParticipantErased{ForumID: s.forum, ParticipantID: p.id, Version: 9, ErasedAt: s.suggestion("").ReceivedAt})
	testkit.Eventually(t, "the words are deleted", func() bool { m := s.message(id); return m.Body.Text == "" && m.Subject == "" && m.MaskedAddress == "" })
	testkit.Eventually(t, "the file is deleted", func() bool { _, err := os.Stat(file); return errors.Is(err, os.ErrNotExist) })
	s.Problem(t, 404, "contact_not_found", "GET", s.path("/contacts/%s", p.id), s.bearer, nil)
	s.Problem(t, 409, "participant_erased", "PUT", s.path("/contacts/%s", p.id), s.bearer, map[string]any{"channel": "email", "address": p.address})
	// What comes late changes nothing.
	s.say(s.registered(p, "ru"), s.consent(p, "notifications", 12, true))
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1, "stopped": 1})
	if n := s.rows(`SELECT count(*) FROM notifications.person WHERE address <> '' OR channel <> ''`); n != 0 {
		t.Errorf("%d addresses are left", n)
	}
}

func TestAWorkerThatDiedIsReplaced(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	s.stop()
	// As left by a process that was killed: one message composed and not claimed, one
	// claimed long ago.
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)}, events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.start()
	s.settle(map[string]int{"sent": 2})
	ms := s.messages("")
	s.stop()
	s.exec(`UPDATE notifications.message SET state = 'queued', sent_at = NULL, version = version + 1 WHERE message_id = $1`, ms[0].ID)
	s.exec(`UPDATE notifications.message SET state = 'sending', claimed_at = now() - interval '1 day', sent_at = NULL WHERE message_id = $1`, ms[1].ID)
	s.start()
	testkit.Eventually(t, "both sent", func() bool { return s.counts()["sent"] == 2 })
	for _, m := range s.messages("") {
		if m.Attempts != 2 {
			t.Errorf("message %+v, want its second attempt", m)
		}
	}
}

// An installation of before goes on: what lay in its work queue is found in the
// table, and the queue is gone.
func TestWhatLayInTheFormerWorkQueueIsSent(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1})
	id := s.messages("")[0].ID
	s.stop()
	js, err := jetstream.New(s.NATS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "notices", Subjects: []string{"notices.>"}, Retention: jetstream.WorkQueuePolicy}); err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), "notices.email", []byte(id)); err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE notifications.message SET state = 'queued', sent_at = NULL, version = version + 1 WHERE message_id = $1`, id)
	s.start()
	s.settle(map[string]int{"sent": 1})
	if m := s.message(id); m.Attempts != 2 {
		t.Errorf("%+v, want it sent once more", m)
	}
	if _, err := js.Stream(t.Context(), "notices"); !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("the former queue: %v", err)
	}
}

func TestAHiddenDatumIsHiddenInLetters(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	e := s.suggestion(p.id)
	e.OriginalText = "Айгүл \"Сейітова\"\nайтты: жол жоқ"
	s.say(events.SuggestionCaptured{Suggestion: e})
	s.settle(map[string]int{"sent": 1})
	d := events.DecisionRecorded{
		ForumID: s.forum, DecisionID: newID(), Version: 1, Number: 1, QuestionID: newID(), ProposalID: newID(), Outcome: "adopted",
		Text: events.Text{KK: "Айгүл \"Сейітова\": жол", RU: "Дорога"}, SuggestionIDs: []string{e.SuggestionID}, RecordedAt: time.Now(),
	}
	s.say(d)
	s.settle(map[string]int{"sent": 2})
	e.Version, e.OriginalText = 2, "█████\nайтты: жол жоқ"
	s.say(events.SuggestionHidden{Suggestion: e})
	testkit.Eventually(t, "the letters do not quote it", func() bool {
		for _, m := range s.messages("") {
			if body := s.message(m.ID).Body; strings.Contains(body.Text+body.HTML, "Сейітова") || !strings.Contains(body.Text, "█████") {
				return false
			}
		}
		return true
	})
	if n := s.rows(`SELECT count(*) FROM notifications.fact WHERE data::text LIKE '%Сейітова%'`) +
		s.rows(`SELECT count(*) FROM notifications.thing WHERE data::text LIKE '%Сейітова%'`) +
		s.rows(`SELECT count(*) FROM notifications.suggestion WHERE words LIKE '%Сейітова%'`); n != 0 {
		t.Errorf("%d rows still hold it", n)
	}
}
