-- +goose Up

-- What the author said, to be quoted in letters; '' of suggestions heard before.
ALTER TABLE suggestion ADD COLUMN words text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE suggestion DROP COLUMN words;
