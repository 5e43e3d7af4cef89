package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

// participantReader reads a list of people. Lines repeat each other when they
// have the same key or, without one, the same name and organisation.
type participantReader struct {
	forumID       string
	seen          seen
	others        others
	organisations map[string]string // name, abbreviation or key → id; "" where two share it
	enters        bool              // an organisation that nobody knows is entered with the first who comes from it
}

func newParticipantReader(k known, _ sheet.Sheet) reader {
	r := participantReader{forumID: k.forumID, seen: seen{}, others: others{}, organisations: map[string]string{}, enters: k.enters}
	standing := organisation.Standing(k.organisations)
	for _, o := range k.organisations {
		means := standing(o.ID)
		for _, name := range callings(o) {
			if id, ok := r.organisations[name]; ok && id != means {
				r.organisations[name] = ""
				continue
			}
			r.organisations[name] = means
		}
	}
	for _, p := range k.participants {
		r.seen[participantKey(p)] = stored
		r.others[likeness(p)] = said{text: p.Name}
	}
	return r
}

// callings are all that a list may call an organisation.
func callings(o organisation.Organisation) (all []string) {
	names := []string{o.ID, o.Key}
	for _, n := range o.Names {
		names = slices.Concat(names, wordings(n.Name), wordings(n.Abbreviation))
	}
	for _, n := range names {
		if n != "" {
			all = append(all, text.Fold(n))
		}
	}
	return all
}

func participantKey(p participant.Participant) string {
	if p.Key != "" {
		return "key:" + plain(p.Key)
	}
	return "name:" + plain(p.Name) + "\x00" + p.OrganisationID
}

// likeness is the same for people who may be one: a name in any letters, at one
// organisation.
func likeness(p participant.Participant) string { return text.Fold(p.Name) + "\x00" + p.OrganisationID }

func (participantReader) missing(at map[string]int) []Fault {
	_, whole := at["name"]
	_, last := at["last_name"]
	_, first := at["first_name"]
	if whole || last || first {
		return nil
	}
	return []Fault{{Line: 1, Column: "name", Code: "missing_column"}}
}

func (reader participantReader) row(p *Preview, r row) []Fault {
	f := r.fields
	if f["name"] == "" {
		f["name"] = strings.Join(strings.Fields(f["last_name"]+" "+f["first_name"]+" "+f["middle_name"]), " ")
	}
	faults := r.tooLong(map[string]int{"key": 60, "name": 200, "needs": 1000, "organisation": 500})
	person := participant.Participant{
		ID: given.ID(""), ForumID: reader.forumID, Key: f["key"], Name: f["name"], Language: events.Official[0], Needs: f["needs"],
	}
	if f["name"] == "" {
		faults = append(faults, r.fault("name", "required"))
	} else if !strings.ContainsFunc(f["name"], unicode.IsLetter) { // the sum below the list
		faults = append(faults, r.fault("name", "not_a_name"))
	}
	if f["language"] != "" {
		person.Language = spoken[sheet.HeadingKey(f["language"])]
		if person.Language == "" {
			faults = append(faults, r.fault("language", "unknown_language"))
		}
	}
	unknown := false
	if f["organisation"] != "" {
		id, ok := reader.organisations[text.Fold(f["organisation"])]
		switch person.OrganisationID = id; {
		case !ok && reader.enters:
			person.OrganisationID, unknown = given.ID(""), true
		case !ok:
			faults = append(faults, r.fault("organisation", "organisation_not_found"))
		case id == "":
			faults = append(faults, r.fault("organisation", "organisation_ambiguous"))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	written := person // as it stood in the file: what only looks the same is asked about
	written.Name = r.raw["name"]
	if written.Name == "" {
		written.Name = person.Name
	}
	keys := []string{participantKey(written)}
	if reader.seen[participantKey(person)] == stored {
		keys = []string{participantKey(person)}
	}
	if faults := reader.seen.repeated(r, "key", keys...); faults != nil {
		return faults
	}
	reader.others.alike(p, r, likeness(person), person.Name)
	if unknown {
		reader.organisations[text.Fold(f["organisation"])] = person.OrganisationID
		p.Warnings = append(p.Warnings, r.fault("organisation", "organisation_entered", "name", f["organisation"]))
	}
	p.participants = append(p.participants, readyParticipant{person, r.line, f["organisation"]})
	return nil
}

// from is the organisation of a line as it stands now: since the preview it may
// have been entered or merged. One that nobody knows is returned to be entered.
func (reader participantReader) from(p readyParticipant) (id string, entered *organisation.Organisation) {
	name := text.Fold(p.Organisation)
	if id, ok := reader.organisations[name]; ok || p.Organisation == "" {
		return cmp.Or(id, p.OrganisationID), nil
	}
	reader.organisations[name] = p.OrganisationID
	o := organisation.Organisation{ID: p.OrganisationID, Kind: events.OtherOrganisation, Names: []organisation.DatedName{{}}}
	byLetters(&o.Names[0].Name, p.Organisation)
	return o.ID, &o
}
