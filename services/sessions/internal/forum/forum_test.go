package forum

import (
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

func good() Forum {
	return Forum{
		Kind: "city", Title: events.Text{KK: "Форум", RU: "Форум"}, Region: "KZ-75", StartsOn: "2020-11-16", EndsOn: "2020-11-16",
		TimeZone: "Asia/Almaty", Opens: "09:00", Closes: "18:00", State: Draft, Version: 1,
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Forum)
		want   string // in the error; "" = none
	}{
		"good":                     {func(*Forum) {}, ""},
		"republican":               {func(f *Forum) { f.Kind, f.Region = "republican", "" }, ""},
		"republican with a region": {func(f *Forum) { f.Kind = "republican" }, "/region"},
		"city without a region":    {func(f *Forum) { f.Region = "" }, "/region"},
		"region of old":            {func(f *Forum) { f.Region = "KZ-ALA" }, "/region"},
		"blank title":              {func(f *Forum) { f.Title = events.Text{KK: " "} }, "/title wording_required"},
		"long title":               {func(f *Forum) { f.Title.RU = strings.Repeat("ы", maxTitle+1) }, "/title/ru too_long"},
		"longest title":            {func(f *Forum) { f.Title.RU = strings.Repeat("ы", maxTitle) }, ""},
		"no day":                   {func(f *Forum) { f.StartsOn = "" }, "/starts_on"},
		"31 November":              {func(f *Forum) { f.EndsOn = "2020-11-31" }, "/ends_on"},
		"year 0":                   {func(f *Forum) { f.StartsOn = "0000-01-01" }, "/starts_on"},
		"ends before it starts":    {func(f *Forum) { f.EndsOn = "2020-11-15" }, "/ends_on ends_before_start"},
		"closes as it opens":       {func(f *Forum) { f.Closes = "09:00" }, "/closes ends_before_start"},
		"time zone":                {func(f *Forum) { f.TimeZone = "Asia/Nowhere" }, "/time_zone"},
		"local time":               {func(f *Forum) { f.TimeZone = "Local" }, "/time_zone"},
	} {
		f := good()
		c.change(&f)
		if err := f.Check(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestStates(t *testing.T) {
	states := []events.ForumState{Draft, Announced, Running, Closed}
	allowed := map[events.ForumState]string{Draft: "draft announced running", Announced: "draft announced running closed", Running: "announced running closed", Closed: "running closed"}
	for _, from := range states {
		for _, to := range states {
			f := good()
			f.State = from
			err := f.Apply(forumChange{State: &to})
			if want := strings.Contains(allowed[from], string(to)); (err == nil) != want {
				t.Errorf("%s → %s: %v", from, to, err)
			}
		}
	}
}

func TestArchive(t *testing.T) {
	yes, no, closed, running := true, false, Closed, Running
	for name, c := range map[string]struct {
		state  events.ForumState
		before bool
		change forumChange
		want   string
	}{
		"a draft that comes to nothing":   {Draft, false, forumChange{Archived: &yes}, ""},
		"one that is over":                {Closed, false, forumChange{Archived: &yes}, ""},
		"one that people are invited to":  {Announced, false, forumChange{Archived: &yes}, "forum_is_on"},
		"one that runs":                   {Running, false, forumChange{Archived: &yes}, "forum_is_on"},
		"closed and put away at once":     {Running, false, forumChange{Archived: &yes, State: &closed}, ""},
		"runs again while it is put away": {Closed, true, forumChange{State: &running}, "forum_archived"},
		"taken out to run again":          {Closed, true, forumChange{Archived: &no, State: &running}, ""},
		"renamed where it lies":           {Closed, true, forumChange{Title: &events.Text{KK: "Форум"}}, ""},
	} {
		f := good()
		f.State, f.Archived = c.state, c.before
		if err := f.Apply(c.change); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestApplyCountsVersions(t *testing.T) {
	f, one, two := good(), 1, 2
	if err := f.Apply(forumChange{Version: &one}); err != nil || f.Version != 2 {
		t.Errorf("got version %d, %v", f.Version, err)
	}
	if err := f.Apply(forumChange{Version: &one}); err == nil || !strings.Contains(err.Error(), "changed_meanwhile") {
		t.Errorf("an old version: %v", err)
	}
	if err := f.Apply(forumChange{Version: &two}); err != nil {
		t.Error(err)
	}
}

func TestRegionOf(t *testing.T) {
	for s, want := range map[string]string{"KZ-75": "KZ-75", " kz-10": "KZ-10", "алматы ҚАЛАСЫ": "KZ-75", "Область Абай": "KZ-10", "Ulytau": "KZ-62", "": "", "Луна": ""} {
		if got := RegionOf(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	if len(Regions()) != 20 {
		t.Errorf("%d regions, want 20", len(Regions()))
	}
	for _, r := range Regions() {
		if _, err := time.LoadLocation(r.TimeZone); err != nil || r.Name.KK == "" || r.Name.RU == "" {
			t.Errorf("%+v: %v", r, err)
		}
	}
}
