-- +goose Up
-- A rehearsal is a forum of its own, so that nothing of it can enter the one it is for.
ALTER TABLE forums ADD COLUMN rehearsal_of uuid REFERENCES forums ON DELETE SET NULL;
CREATE UNIQUE INDEX rehearsal_at_a_time ON forums (rehearsal_of) WHERE NOT archived;

-- +goose Down
ALTER TABLE forums DROP COLUMN rehearsal_of;
