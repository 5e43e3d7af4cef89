-- +goose Up
CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb, -- NULL: the default, taken back
  version integer NOT NULL,
  changed_by text NOT NULL, -- account; '' = heard from the service that owns it
  changed_at timestamptz NOT NULL
);

-- Entries are only added. Of a secret they say that it was changed, never what it was.
CREATE TABLE setting_changes (
  key text NOT NULL,
  version integer NOT NULL,
  before jsonb,
  after jsonb,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (key, version)
);

-- +goose Down
DROP TABLE setting_changes;
DROP TABLE settings;
