-- +goose Up
-- Personal data that the secretariat has hidden in a suggestion's words. The words
-- of before are kept as long as it can be undone, and nobody reads them.
CREATE TABLE hidings (
    suggestion_id uuid        NOT NULL REFERENCES suggestions,
    version       int         NOT NULL, -- of the suggestion when it was hidden
    before        jsonb       NOT NULL, -- by the version of the wording; {} once it cannot be undone
    until         timestamptz NOT NULL, -- from then on it cannot be undone
    PRIMARY KEY (suggestion_id, version)
);
CREATE INDEX hidings_to_forget ON hidings (until) WHERE before <> '{}';

-- What was hidden is not what the tablet typed, should it send it again.
ALTER TABLE suggestions ADD COLUMN was_hidden boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE suggestions DROP COLUMN was_hidden;
DROP TABLE hidings;
