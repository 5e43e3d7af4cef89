package organisation

import (
	"context"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Filter chooses organisations; empty members choose all. What was merged into
// another is left out, unless it is asked for by its id.
type Filter struct {
	Kind    events.OrganisationKind `query:"kind"`
	NGOKind NGOKind                 `query:"ngo_kind"`
	Region  string                  `query:"region" maxLength:"10" doc:"ISO 3166-2"`
	Q       string                  `query:"q" maxLength:"100" doc:"words of a name, abbreviation, key or activity, in any order; also of those that were merged into it"`
}

func (f Filter) conditions() (c database.Conditions) {
	for column, value := range map[string]string{"kind": string(f.Kind), "ngo_kind": string(f.NGOKind), "region": f.Region} {
		if value != "" {
			c = c.And(column+" = ?", value)
		}
	}
	if f.Q != "" {
		p := text.Patterns(f.Q)
		c = c.And(`(search LIKE ALL (?) OR id IN (SELECT merged_into FROM organisations WHERE merged_into IS NOT NULL AND search LIKE ALL (?)))`, p, p)
	}
	return c
}

var listing = page.Listing[Organisation]{
	Noun: "organisations", Columns: columns, From: "organisations", Order: "id::text", Scan: scan,
	Key: func(o Organisation) []string { return []string{o.ID} }, After: page.AfterID,
}

// byName lists in the order of names in a language; Kazakh's order has the letters
// of Russian in theirs.
func byName(language string) page.Listing[Organisation] {
	l := listing
	name := `(COALESCE(NULLIF(names->-1->'name'->>'` + language + `', ''), NULLIF(names->-1->'name'->>'kk', ''), names->-1->'name'->>'ru', '') COLLATE "kk-x-icu")`
	l.Order = name + ", id::text"
	l.Key = func(o Organisation) []string { return []string{o.sortName(language), o.ID} }
	l.After = func(c database.Conditions, key []string) (database.Conditions, error) {
		return c.And("("+name+", id::text) > (?, ?)", key[0], key[1]), nil
	}
	return l
}

// sortName is the name by which the organisation stands in its place of the list.
func (o Organisation) sortName(language string) string {
	if len(o.Names) == 0 {
		return ""
	}
	name := o.Names[len(o.Names)-1].Name
	for _, l := range []string{language, "kk", "ru"} {
		if s := name.Of(l); s != "" {
			return s
		}
	}
	return ""
}

// List returns organisations that fit, by id, or by their names in a language.
func (s *Store) List(ctx context.Context, f Filter, order string, q page.Query, w web.Window) (page.List[Organisation], error) {
	fits, err := w.Within(f.conditions(), "id")
	if err != nil {
		return page.List[Organisation]{}, err
	}
	if len(w.IDs) == 0 {
		fits = fits.And("merged_into IS NULL")
	}
	if slices.Contains(words.Codes(), order) {
		return byName(order).Read(ctx, s.db, fits, q, w)
	}
	return listing.Read(ctx, s.db, fits, q, w)
}

// Duplicates are organisations that may be one.
type Duplicates struct {
	Items []Likeness `json:"items" nullable:"false" doc:"at most 200"`
}

// Likeness is what a careless typist takes for one name, and whose it is.
type Likeness struct {
	Name          string         `json:"name" doc:"as the first of them writes it"`
	Organisations []Organisation `json:"organisations" nullable:"false"`
}

const maxDuplicates = 200

// duplicates finds names that say the same but for letters, quotation marks and the
// word for what kind of organisation it is.
func (s *Store) duplicates(ctx context.Context, _ *struct{}) (*struct{ Body Duplicates }, error) {
	all, err := All(ctx, s.db)
	if err != nil {
		return nil, err
	}
	var (
		found = map[string]*Likeness{}
		order []string
	)
	for _, o := range all {
		for _, key := range likenesses(o) {
			l := found[key]
			if l == nil {
				l = &Likeness{Name: o.sortName("ru")}
				found[key], order = l, append(order, key)
			}
			l.Organisations = append(l.Organisations, o)
		}
	}
	d, paired := Duplicates{Items: []Likeness{}}, map[string]bool{}
	for _, key := range order {
		l := found[key]
		if pair := ids(l.Organisations); len(l.Organisations) > 1 && !paired[pair] && len(d.Items) < maxDuplicates {
			paired[pair] = true // in Kazakh and in Russian: asked once
			d.Items = append(d.Items, *l)
		}
	}
	return &struct{ Body Duplicates }{d}, nil
}

func ids(all []Organisation) string {
	var s strings.Builder
	for _, o := range all {
		s.WriteString(o.ID)
	}
	return s.String()
}

// likenesses are the keys of all names of an organisation that stands.
func likenesses(o Organisation) (keys []string) {
	if o.MergedInto != "" {
		return nil
	}
	for _, n := range o.Names {
		for _, name := range n.Name.All() {
			if key := plainName(name); key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// legalForms are the words for what kind of organisation it is.
var legalForms = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("оо о.о оф чф кф рф ро роо гоо одн ою оюл тоо ип нпо нко ао уо қб қоғамдық бірлестігі бірлестік қор қоры қҚ жқ кқ жшс " +
		"общественное общественный объединение фонд корпоративный частный республиканское городское областное учреждение ngo public association foundation fund") {
		m[text.Fold(w)] = true
	}
	return m
}()

// plainName is the key of a name for which a careless typist takes another.
func plainName(name string) string {
	rest := slices.DeleteFunc(strings.Fields(text.Fold(name)), func(w string) bool { return legalForms[w] })
	if len(rest) == 0 {
		return text.Fold(name)
	}
	return strings.Join(rest, " ")
}
