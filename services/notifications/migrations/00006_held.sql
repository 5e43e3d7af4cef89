-- +goose Up

-- A message that waited for an organiser's word after a restore, and has it.
ALTER TABLE message ADD COLUMN released boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE message DROP COLUMN released;
