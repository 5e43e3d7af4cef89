package sessions_test

import (
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	texts "github.com/shanyraq/shanyraq/pkg/text"
)

// register is an organisation of the day's forum, and who has to do with it.
type register struct {
	day
	id, path                        string
	owner, secretary, other, passer string // tokens
	ownerID, otherID                string // of accounts
	otherForum                      string
}

func openRegister(t *testing.T) register {
	t.Helper()
	r := register{day: openDay(t), id: newID(), ownerID: newID(), otherID: newID()}
	r.otherForum = r.create(t, "/forums", aForum("running")).ID
	r.owner, r.secretary = r.Token(t, r.ownerID, r.forum, "organiser"), r.staff(t, "secretary")
	r.other, r.passer = r.Token(t, r.otherID, r.otherForum, "organiser"), r.Token(t, newID(), r.otherForum, "secretary")
	var made struct {
		OwnerID string `json:"owner_id"`
	}
	r.Call(t, 201, "POST", api+"/organisations", r.owner, object{"id": r.id, "key": "dana", "kind": "ngo", "names": []object{{"name": text("Дана")}}}, &made)
	if made.OwnerID != r.forum {
		t.Fatalf("it is of %q, want the organiser's forum", made.OwnerID)
	}
	r.path = api + "/organisations/" + r.id
	return r
}

type changeProposal struct {
	ID, State, Answer, Reason string
	ProposedBy                string `json:"proposed_by"`
	DecidedBy                 string `json:"decided_by"`
	OrganisationVersion       int    `json:"organisation_version"`
	Version                   int
}

func (r register) propose(t *testing.T, change object) changeProposal {
	t.Helper()
	var p changeProposal
	r.Call(t, 201, "POST", r.path+"/proposals", r.other, object{"change": change, "reason": "Сменили название"}, &p)
	return p
}

// proposals are the ids that the caller reads.
func (r register) proposals(t *testing.T, bearer, at string) (ids []string) {
	t.Helper()
	var l list
	r.Call(t, 200, "GET", api+at, bearer, nil, &l)
	for _, p := range l.Items {
		ids = append(ids, p.ID)
	}
	return ids
}

type entry struct {
	What, By, Reason string
	At               string
	ChangeProposalID string `json:"change_proposal_id"`
	Before, After    *struct {
		Key     string
		Version int
	}
}

func (r register) history(t *testing.T, bearer string) (lines []string) {
	t.Helper()
	var h struct{ Items []entry }
	r.Call(t, 200, "GET", r.path+"/history", bearer, nil, &h)
	for _, e := range h.Items {
		line := fmt.Sprint(e.What, " by ", map[string]string{r.ownerID: "owner", r.otherID: "other"}[e.By])
		if e.Before != nil {
			line += fmt.Sprint(" ", e.Before.Key, e.Before.Version)
		}
		if e.After != nil {
			line += fmt.Sprint(" → ", e.After.Key, e.After.Version)
		}
		if e.Reason != "" {
			line += ": " + e.Reason
		}
		if lines = append(lines, line); e.At == "" {
			t.Errorf("%s: at no time", line)
		}
	}
	return lines
}

func TestAChangeIsProposedToTheOwner(t *testing.T) {
	r := openRegister(t)
	r.Problem(t, 403, "organisation_of_other_forum", "PATCH", r.path, r.other, object{"key": "dana-2"})
	r.Problem(t, 422, "invalid_request", "POST", r.path+"/proposals", r.other, object{"change": object{"key": "dana"}, "reason": "x"})
	r.Problem(t, 422, "invalid_request", "POST", r.path+"/proposals", r.other, object{"change": object{"region": "KZ-00"}, "reason": "x"})
	r.Problem(t, 403, "organisation_owner_by_administrators", "POST", r.path+"/proposals", r.other, object{"change": object{"owner_id": r.otherForum}, "reason": "x"})
	r.Problem(t, 409, "changed_meanwhile", "POST", r.path+"/proposals", r.other, object{"change": object{"key": "x", "version": 7}, "reason": "x"})
	accepted, declined := r.propose(t, object{"key": "dana-2", "version": 1}), r.propose(t, object{"key": "dana-3"})
	if accepted.State != "open" || accepted.ProposedBy != r.otherID || accepted.OrganisationVersion != 1 {
		t.Errorf("proposed: %+v", accepted)
	}

	for who, c := range map[string]struct {
		token string
		reads int
	}{"the owner": {r.owner, 2}, "its secretary": {r.secretary, 2}, "who proposed": {r.other, 2}, "an administrator": {r.organiser, 2}, "another": {r.passer, 0}} {
		for _, at := range []string{"/organisations/proposals", "/organisations/" + r.id + "/proposals"} {
			if got := r.proposals(t, c.token, at); len(got) != c.reads {
				t.Errorf("%s reads %s: %v, want %d", who, at, got, c.reads)
			}
		}
	}
	accept, decline := r.path+"/proposals/"+accepted.ID+"/accept", r.path+"/proposals/"+declined.ID+"/decline"
	for _, other := range []string{r.other, r.passer} {
		r.Problem(t, 403, "change_proposal_for_owner", "POST", accept, other, nil)
		r.Problem(t, 403, "change_proposal_for_owner", "POST", decline, other, object{"answer": "x"})
	}
	r.Problem(t, 404, "change_proposal_not_found", "POST", r.path+"/proposals/"+newID()+"/accept", r.owner, nil)

	var p, again changeProposal
	r.Call(t, 200, "POST", accept, r.owner, object{"answer": "Верно"}, &p)
	r.Call(t, 200, "POST", accept, r.owner, nil, &again)
	if p.State != "accepted" || p.DecidedBy != r.ownerID || p.Answer != "Верно" || again != p {
		t.Errorf("accepted: %+v, again: %+v", p, again)
	}
	testkit.Published(t, r.House, "sessions", func(e events.OrganisationRegistered) bool { return e.OrganisationID == r.id && e.Version == 2 })
	r.Problem(t, 409, "change_proposal_decided", "POST", r.path+"/proposals/"+accepted.ID+"/decline", r.owner, object{"answer": "x"})

	// The second was for the organisation before the first.
	r.Problem(t, 409, "changed_meanwhile", "POST", r.path+"/proposals/"+declined.ID+"/accept", r.owner, nil)
	r.Problem(t, 422, "invalid_request", "POST", decline, r.owner, object{"answer": " "})
	r.Call(t, 200, "POST", decline, r.owner, object{"answer": "Уже сменили"}, &p)
	r.Call(t, 200, "POST", decline, r.owner, object{"answer": "Уже сменили"}, &again)
	if p.State != "declined" || again != p {
		t.Errorf("declined: %+v, again: %+v", p, again)
	}
	if open := r.proposals(t, r.owner, "/organisations/proposals"); len(open) != 0 {
		t.Errorf("open: %v", open)
	}

	// What has changed meanwhile is changed by who has seen that.
	seen := r.propose(t, object{"key": "dana-5"})
	r.Call(t, 200, "PATCH", r.path, r.owner, object{"key": "dana-4"}, nil)
	r.Call(t, 200, "POST", r.path+"/proposals/"+seen.ID+"/accept", r.owner, object{"version": 3}, &p)

	all := []string{
		"registered by owner → dana1",
		"proposed by other dana1 → dana-22: Сменили название",
		"proposed by other dana1 → dana-32: Сменили название",
		"accepted by owner dana1 → dana-22: Верно",
		"declined by owner: Уже сменили",
		"proposed by other dana-22 → dana-53: Сменили название",
		"changed by owner dana-22 → dana-43",
		"accepted by owner dana-43 → dana-54",
	}
	for who, c := range map[string]struct {
		token string
		want  []string
	}{"the owner": {r.owner, all}, "who proposed": {r.other, all}, "another": {r.passer, []string{all[0], all[3], all[6], all[7]}}} {
		if got := r.history(t, c.token); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s reads\n%s\nwant\n%s", who, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
	db := r.database(t)
	for _, statement := range []string{`UPDATE organisation_history SET by = ''`, `DELETE FROM organisation_history`, `TRUNCATE organisation_history`} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// An administrator gives an organisation an owner, who then changes it.
func TestAnOrganisationIsHandedOver(t *testing.T) {
	r := openRegister(t)
	r.Problem(t, 403, "organisation_owner_by_administrators", "PATCH", r.path, r.owner, object{"owner_id": r.otherForum})
	r.Problem(t, 422, "invalid_request", "PATCH", r.path, r.organiser, object{"owner_id": newID()})
	r.Call(t, 200, "PATCH", r.path, r.organiser, object{"owner_id": r.otherForum}, nil)
	r.Call(t, 200, "PATCH", r.path, r.passer, object{"region": "KZ-75"}, nil)
	r.Problem(t, 403, "organisation_of_other_forum", "PATCH", r.path, r.owner, object{"region": ""})
	r.Call(t, 200, "PATCH", r.path, r.organiser, object{"owner_id": ""}, nil)
	r.Problem(t, 403, "organisation_of_other_forum", "PATCH", r.path, r.passer, object{"region": ""})
}

// What a forum's list brings in is the forum's.
func TestImportedOrganisationsAreTheForums(t *testing.T) {
	r := openRegister(t)
	_, p := r.upload(t, r.organiser, "organisations", []byte("Код;Название\nzhas;ОФ Жас\n"))
	r.Call(t, 200, "POST", api+"/imports/"+p.ID+"/apply", r.organiser, nil, nil)
	var l list
	r.Call(t, 200, "GET", api+"/organisations?q=zhas", "", nil, &l)
	if len(l.Items) != 1 {
		t.Fatalf("got %+v", l)
	}
	at := api + "/organisations/" + l.Items[0].ID
	r.Problem(t, 403, "organisation_of_other_forum", "PATCH", at, r.other, object{"key": "z"})
	r.Call(t, 200, "PATCH", at, r.secretary, object{"key": "z"}, nil)
}

func (h house) database(t *testing.T) *sqlx.DB {
	t.Helper()
	db, err := database.Open(t.Context(), h.DatabaseURL, "sessions")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Those of before get the owner that there can only be.
func TestOwnersOfOrganisationsOfBefore(t *testing.T) {
	for name, c := range map[string]struct {
		forums []string // the first two letters of ids
		people []string // their forums
		id     string
		want   string
	}{
		"one forum":           {[]string{"aa"}, nil, "0190aaaa-0000-7000-8000-000000000009", "aa"},
		"people of one forum": {[]string{"aa", "bb"}, []string{"bb", "bb"}, "0190aaaa-0000-7000-8000-000000000009", "bb"},
		"people of two":       {[]string{"aa", "bb"}, []string{"aa", "bb"}, "0190aaaa-0000-7000-8000-000000000009", ""},
		"nothing known":       {[]string{"aa", "bb"}, nil, "0190aaaa-0000-7000-8000-000000000009", ""},
		"a reference body":    {[]string{"aa"}, []string{"aa"}, "0190aaaa-0000-5000-8000-000000000009", ""},
	} {
		t.Run(name, func(t *testing.T) {
			db := testkit.Database(t)
			migrate(t, db, "owners_of_organisations")
			forum := func(letters string) string { return letters + "000000-0000-7000-8000-000000000000" }
			for _, f := range c.forums {
				db.MustExec(`INSERT INTO forums (id, kind, title, region, place, starts_on, ends_on, time_zone, eligible, quorum_percent, state, version, print)
					VALUES ($1, 'city', '{}', '', '{}', '2020-11-16', '2020-11-17', 'Asia/Almaty', 1, 50, 'closed', 1, '')`, forum(f))
			}
			db.MustExec(`INSERT INTO organisations (id, key, kind, names, region, version, print) VALUES ($1, '', 'ngo', '[]', '', 1, '')`, c.id)
			for _, f := range c.people {
				db.MustExec(`INSERT INTO participants (id, forum_id, key, name, language, organisation_id, needs, version, print) VALUES ($1, $2, '', '', 'kk', $3, '', 1, '')`, newID(), forum(f), c.id)
			}
			migrate(t, db, "")
			var owner string
			if err := db.Get(&owner, `SELECT COALESCE(left(owner_id::text, 2), '') FROM organisations`); err != nil || owner != c.want {
				t.Errorf("got %q (%v), want %q", owner, err, c.want)
			}
		})
	}
}

// migrate brings the database up to before the migration, "" for all.
func migrate(t *testing.T, db *sqlx.DB, before string) {
	t.Helper()
	files, err := os.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	some := fstest.MapFS{}
	for _, f := range files { // by name
		if before != "" && strings.Contains(f.Name(), before) {
			break
		}
		data, err := os.ReadFile(path.Join("migrations", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		some["migrations/"+f.Name()] = &fstest.MapFile{Data: data}
	}
	err = database.Migrate(t.Context(), db, database.Migrations{Name: "bus", FS: bus.Migrations},
		database.Migrations{Name: "text", FS: texts.Migrations}, setting.Migrations, database.Migrations{Name: "sessions", FS: some})
	if err != nil {
		t.Fatal(err)
	}
}
