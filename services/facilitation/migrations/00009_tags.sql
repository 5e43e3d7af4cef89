-- +goose Up
-- The tags of a wording: of the words as first typed, and of every later one.
ALTER TABLE suggestions ADD tags text[] NOT NULL DEFAULT '{}';
ALTER TABLE wordings ADD tags text[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE wordings DROP tags;
ALTER TABLE suggestions DROP tags;
