package setting

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/token"
)

// Decided is a setting as it stands.
type Decided struct {
	Key       string            `json:"key"`
	Group     string            `json:"group"`
	Kind      SettingKind       `json:"kind"`
	Title     map[string]string `json:"title" doc:"by language"`
	Reason    map[string]string `json:"reason" doc:"what it is for and why the default is as it is, by language"`
	Value     any               `json:"value" doc:"null of a secret"`
	IsSet     bool              `json:"is_set" doc:"somebody has decided it; of a secret: there is one"`
	Default   any               `json:"default"`
	Least     int               `json:"least"`
	Most      int               `json:"most"`
	Choices   []string          `json:"choices" nullable:"false"`
	FixedBy   string            `json:"fixed_by" doc:"the environment variable by which the operator has fixed it; empty = it can be changed here"`
	Variable  string            `json:"variable" doc:"the environment variable that can fix it"`
	Version   int               `json:"version"`
	ChangedBy string            `json:"changed_by" doc:"account"`
	ChangedAt *time.Time        `json:"changed_at"`
}

// SettingChange is one entry of a setting's history.
type SettingChange struct { //nolint:revive // the API document calls it so
	Key     string    `json:"key"`
	Version int       `json:"version"`
	Before  any       `json:"before" doc:"null = the default; of secrets and pictures always"`
	After   any       `json:"after"`
	By      string    `json:"by" doc:"account"`
	At      time.Time `json:"at"`
}

// NewValue is a decision.
type NewValue struct {
	Value   any  `json:"value" doc:"null = the default"`
	Version *int `json:"version,omitempty" doc:"if given, refused when the setting has another one"`
}

type (
	listOutput struct {
		Body struct {
			Items []Decided `json:"items" nullable:"false"`
		}
	}
	changeInput struct {
		Key  string `path:"key" maxLength:"60"`
		Body NewValue
	}
	changesOutput struct {
		Body struct {
			Items []SettingChange `json:"items" nullable:"false"`
		}
	}
)

// Routes registers the routes of the settings; may says who decides.
func Routes(api huma.API, s *Store, may func(*huma.Operation)) {
	huma.Get(api, "/settings", s.list, may)
	huma.Put(api, "/settings/{key}", s.change, may)
	huma.Get(api, "/setting-changes", s.changes, may)
}

func (s *Store) list(ctx context.Context, _ *struct{}) (*listOutput, error) {
	values, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Items = []Decided{}
	for _, one := range s.all {
		out.Body.Items = append(out.Body.Items, s.decided(one, values[one.Key]))
	}
	return out, nil
}

func (s *Store) decided(one Setting, k kept) Decided {
	d := Decided{
		Key: one.Key, Group: one.Group(), Kind: one.Kind, Title: one.Say("title"), Reason: one.Say("reason"), Value: one.Default, Default: one.Default,
		IsSet: k.Value != nil, Least: one.Min, Most: one.Max, Choices: append([]string{}, one.Choices...), Variable: one.Env, Version: k.Version, ChangedBy: k.By,
	}
	if k.Version > 0 {
		at := k.At.UTC()
		d.ChangedAt = &at
	}
	if k.Value != nil {
		d.Value = decoded(k.Value)
	}
	if fixed, ok := s.fixed[one.Key]; ok {
		d.Value, d.IsSet, d.FixedBy = fixed, true, one.Env
	}
	if one.Kind == Secret {
		d.IsSet = d.IsSet && d.Value != ""
		d.Value, d.Default = nil, nil
	}
	return d
}

func decoded(data []byte) (value any) {
	if data != nil {
		_ = json.Unmarshal(data, &value) // our own
	}
	return value
}

func (s *Store) change(ctx context.Context, in *changeInput) (*listOutput, error) {
	if err := s.Change(ctx, in.Key, in.Body.Value, in.Body.Version, token.Of(ctx).Subject); err != nil {
		return nil, err
	}
	return s.list(ctx, nil)
}

// changes are the latest first; people look for what was changed last.
func (s *Store) changes(ctx context.Context, _ *struct{}) (*changesOutput, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT key, version, before, after, changed_by, changed_at FROM setting_changes ORDER BY changed_at DESC, key, version DESC LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("listing changes of settings: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := &changesOutput{}
	out.Body.Items = []SettingChange{}
	for rows.Next() {
		var c SettingChange
		var before, after []byte
		if err := rows.Scan(&c.Key, &c.Version, &before, &after, &c.By, &c.At); err != nil {
			return nil, fmt.Errorf("listing changes of settings: %w", err)
		}
		c.Before, c.After, c.At = decoded(before), decoded(after), c.At.UTC()
		out.Body.Items = append(out.Body.Items, c)
	}
	return out, rows.Err()
}
