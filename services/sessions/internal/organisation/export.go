package organisation

import (
	"context"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

type exportInput struct {
	Filter
	Language string `header:"Accept-Language" hidden:"true"`
	Format   string `query:"format" enum:"csv,xlsx" default:"xlsx"`
}

// export writes what the filters let pass, with headings that the import understands.
func (s *Store) export(ctx context.Context, in *exportInput) (*web.FileOutput, error) {
	language := web.Language(in.Language)
	rows := [][]string{exportHeading(language)}
	for q := (page.Query{Limit: 500}); ; {
		piece, err := s.List(ctx, in.Filter, language, q, web.Window{})
		if err != nil {
			return nil, err
		}
		for _, o := range piece.Items {
			rows = append(rows, o.row(language, events.Day(time.Now().UTC().Format(time.DateOnly))))
		}
		if q.After = piece.Next; q.After == "" {
			break
		}
	}
	data, err := sheet.Write(in.Format, rows)
	return web.FileOf("organisations."+in.Format, sheet.MediaType(in.Format), data), err
}

func exportHeading(language string) []string {
	heading := []string{web.FieldName(language, "/key"), web.FieldName(language, "/kind"), web.FieldName(language, "/ngo_kind")}
	for _, field := range []string{"name", "abbreviation"} {
		for _, l := range words.Codes() {
			heading = append(heading, web.FieldName(language, "/"+field+"_"+l))
		}
	}
	for _, field := range slices.Concat([]string{"valid_from", "valid_to", "region"}, activities()) {
		heading = append(heading, web.FieldName(language, "/"+field))
	}
	return heading
}

func activities() (fields []string) {
	for _, l := range events.Official {
		fields = append(fields, "activity_"+l)
	}
	return fields
}

// row says an organisation with its name of the day, as the heading has it.
func (o Organisation) row(language string, day events.Day) []string {
	name := o.Names[len(o.Names)-1]
	for _, n := range o.Names {
		if n.On(day) {
			name = n
		}
	}
	row := []string{o.Key, problem.Say(language, "organisation_is_"+string(o.Kind), nil), ""}
	if o.NGOKind != "" {
		row[2] = problem.Say(language, "ngo_is_"+string(o.NGOKind), nil)
	}
	for _, t := range []events.Text{name.Name, name.Abbreviation} {
		for _, l := range words.Codes() {
			row = append(row, t.Of(l))
		}
	}
	row = append(row, string(name.ValidFrom), string(name.ValidTo), forum.RegionName(o.Region, language))
	for _, l := range events.Official {
		row = append(row, o.Activity.Of(l))
	}
	return row
}
