-- +goose Up

-- Participants who were erased: what they said may still be on its way.
CREATE TABLE erased (
    participant_id text PRIMARY KEY
);
CREATE INDEX ON suggestions (author_id) WHERE author_id <> '';

-- +goose Down
DROP INDEX suggestions_author_id_idx;
DROP TABLE erased;
