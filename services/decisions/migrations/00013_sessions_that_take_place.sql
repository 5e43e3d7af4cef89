-- +goose Up
ALTER TABLE sessions ADD COLUMN state text NOT NULL DEFAULT ''; -- '' = told before states were; removed = taken out of the programme

-- +goose Down
ALTER TABLE sessions DROP COLUMN state;
