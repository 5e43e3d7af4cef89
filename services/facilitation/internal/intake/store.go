package intake

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/capture"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store keeps imports until and after they are applied.
type Store struct {
	db          *sqlx.DB
	bus         *bus.Bus
	captures    *capture.Store
	suggestions *suggestion.Store
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus, c *capture.Store, s *suggestion.Store) *Store {
	return &Store{db, b, c, s}
}

// Import is a file that was read.
type Import struct {
	ID     string
	Rows   int
	Lines  []Line // that are new
	Known  int    // lines that are stored already, with the same content
	Faults []Fault

	Warnings []Fault // of lines that will be stored all the same
	Alike    []Alike // new lines that may say the same as another

	Columns []sheet.Column
	Ignored []string // headings that mean nothing here
}

// Applied is what applying an import did.
type Applied struct {
	Applied int `json:"applied" doc:"Suggestions stored"`
	Already int `json:"already" doc:"Lines that were stored before and are as they were"`
	Refused int `json:"refused" doc:"Lines that another suggestion with the same number or id was stored for since the preview"`

	FirstNumber int64 `json:"first_number" doc:"Of the suggestions that were stored; 0 = none"`
	LastNumber  int64 `json:"last_number" doc:"They have all the numbers in between"`

	Undone *Undone `json:"undone,omitempty" doc:"What became of them when the import was undone"`
}

// Undone is what undoing an import did.
type Undone struct {
	Withdrawn int `json:"withdrawn" doc:"Suggestions withdrawn"`
	Kept      int `json:"kept" doc:"Suggestions that somebody has worked on since; they stay"`
}

// Read reads a file and keeps what can be stored of it, without storing any
// suggestion. Errors: those of open.
func (s *Store) Read(ctx context.Context, forum, by string, data []byte, d Defaults) (*Import, error) {
	file, columns, err := open(data)
	if err != nil {
		return nil, err
	}
	themes, err := s.themes(ctx, forum)
	if err != nil {
		return nil, err
	}
	i := &Import{ID: uuid.Must(uuid.NewV7()).String(), Rows: len(file.Lines), Columns: columns.named, Ignored: columns.ignored}
	u := understand(forum, file, columns, themes, d)
	i.Faults = u.faults
	if err := s.sortOut(ctx, forum, by, i, u.lines); err != nil {
		return nil, err
	}
	fresh := map[int]bool{}
	for _, l := range i.Lines {
		fresh[l.Line] = true
	}
	i.Warnings = slices.DeleteFunc(u.warnings, func(f Fault) bool { return !fresh[f.Line] })
	i.Alike = slices.DeleteFunc(u.alike, func(a Alike) bool { return !fresh[a.Line] })
	lines, err := json.Marshal(i.Lines)
	if err != nil {
		return nil, fmt.Errorf("encoding lines: %w", err)
	}
	problems, err := json.Marshal(i.Faults)
	if err != nil {
		return nil, fmt.Errorf("encoding faults: %w", err)
	}
	_, err = s.db.ExecContext(ctx, `
		INSERT INTO imports (id, forum_id, rows, lines, problems, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		i.ID, forum, i.Rows, string(lines), string(problems), time.Now().UTC(), by)
	if err != nil {
		return nil, fmt.Errorf("keeping import: %w", err)
	}
	return i, nil
}

// sortOut tells the new lines from those that are stored already and those that
// another suggestion is stored for.
func (s *Store) sortOut(ctx context.Context, forum, by string, i *Import, lines []Line) error {
	i.Lines = []Line{}
	if len(lines) == 0 {
		return nil
	}
	receipts, err := s.captures.Foresee(ctx, forum, drafts(forum, by, lines))
	if err != nil {
		return err
	}
	for n, r := range receipts {
		switch r.Outcome {
		case capture.Stored:
			i.Lines = append(i.Lines, lines[n])
		case capture.AlreadyStored:
			i.Known++
		case capture.Conflict:
			i.Faults = append(i.Faults, Fault{Line: lines[n].Line, Column: "source_number", Code: "import_number_taken", Args: map[string]any{"number": r.Number}})
		default:
			i.Faults = append(i.Faults, Fault{Line: lines[n].Line, Code: r.Problem.Code, Args: r.Problem.Args})
		}
	}
	return nil
}

// Apply stores the import's suggestions, all in one transaction. Applying again
// answers as the first time. The lines that are named are left out. Error:
// import_not_found.
func (s *Store) Apply(ctx context.Context, forum, id, by string, without []int) (*Applied, error) {
	var done *Applied
	for range 3 {
		err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
			done, err = s.apply(ctx, tx, forum, id, by, without)
			return err
		})
		if errors.Is(err, capture.ErrAgain) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.bus.Wake() // CaptureIn emits in a statement of its own
		return done, nil
	}
	return nil, fmt.Errorf("applying import: %w", capture.ErrAgain)
}

// Undo withdraws what an import has stored, as far as nobody has worked on it
// since. Undoing again answers as the first time. Errors: import_not_found,
// import_not_applied.
func (s *Store) Undo(ctx context.Context, forum, id, by string) (*Undone, error) {
	done := &Applied{}
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		result := sql.NullString{}
		err := tx.GetContext(ctx, &result, `SELECT result FROM imports WHERE id = $1 AND forum_id = $2 FOR UPDATE`, id, forum)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return problem.NotFound("import_not_found")
		case err != nil:
			return fmt.Errorf("loading import: %w", err)
		case !result.Valid:
			return problem.Conflict("import_not_applied")
		}
		if err := json.Unmarshal([]byte(result.String), done); err != nil || done.Undone != nil {
			return err
		}
		withdrawn, err := s.suggestions.WithdrawUntouched(ctx, tx, forum, done.FirstNumber, done.LastNumber, by)
		if err != nil {
			return err
		}
		done.Undone = &Undone{Withdrawn: withdrawn, Kept: done.Applied - withdrawn}
		_, err = tx.ExecContext(ctx, `UPDATE imports SET result = $2 WHERE id = $1`, id, database.AsJSON(done))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("undoing import: %w", err)
	}
	return done.Undone, nil
}

func (s *Store) apply(ctx context.Context, tx *sqlx.Tx, forum, id, by string, without []int) (*Applied, error) {
	var kept struct {
		Lines  string         `db:"lines"`
		Result sql.NullString `db:"result"`
	}
	err := tx.GetContext(ctx, &kept, `SELECT lines, result FROM imports WHERE id = $1 AND forum_id = $2 FOR UPDATE`, id, forum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("import_not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("loading import: %w", err)
	}
	done := &Applied{}
	if kept.Result.Valid {
		return done, json.Unmarshal([]byte(kept.Result.String), done)
	}
	var lines []Line
	if err := json.Unmarshal([]byte(kept.Lines), &lines); err != nil {
		return nil, fmt.Errorf("decoding lines: %w", err)
	}
	lines = slices.DeleteFunc(lines, func(l Line) bool { return slices.Contains(without, l.Line) })
	if err := s.store(ctx, tx, forum, drafts(forum, by, lines), done); err != nil {
		return nil, err
	}
	result, err := json.Marshal(done)
	if err != nil {
		return nil, fmt.Errorf("encoding result: %w", err)
	}
	_, err = tx.ExecContext(ctx, `UPDATE imports SET applied_at = $2, applied_by = $3, result = $4 WHERE id = $1`,
		id, time.Now().UTC(), by, string(result))
	if err != nil {
		return nil, fmt.Errorf("marking import as applied: %w", err)
	}
	return done, nil
}

// chunk is how many suggestions one statement stores.
const chunk = 1000

func (s *Store) store(ctx context.Context, tx *sqlx.Tx, forum string, all []suggestion.Suggestion, done *Applied) error {
	for len(all) > 0 {
		n := min(len(all), chunk)
		receipts, err := s.captures.CaptureIn(ctx, tx, forum, all[:n])
		if err != nil {
			return err
		}
		for _, r := range receipts {
			switch r.Outcome {
			case capture.Stored:
				done.Applied++
				done.LastNumber = r.Number // they are stored under the counter's lock: no other comes in between
				done.FirstNumber = cmp.Or(done.FirstNumber, r.Number)
			case capture.AlreadyStored:
				done.Already++
			default:
				done.Refused++
			}
		}
		all = all[n:]
	}
	return nil
}

// themes are the forum's themes as the programme has told them so far.
func (s *Store) themes(ctx context.Context, forum string) ([]Theme, error) {
	var rows []struct {
		ID    string `db:"theme_id"`
		Key   string `db:"key"`
		Title string `db:"title"`
	}
	err := s.db.SelectContext(ctx, &rows, `SELECT theme_id, key, title FROM themes WHERE forum_id = $1 AND NOT removed`, forum)
	if err != nil {
		return nil, fmt.Errorf("loading themes: %w", err)
	}
	themes := make([]Theme, len(rows))
	for i, r := range rows {
		var title events.Text
		if err := json.Unmarshal([]byte(r.Title), &title); err != nil {
			return nil, fmt.Errorf("decoding theme's title: %w", err)
		}
		themes[i] = Theme{ID: r.ID, Names: []string{r.Key}}
		for _, words := range title.All() {
			themes[i].Names = append(themes[i].Names, words)
		}
	}
	return themes, nil
}
