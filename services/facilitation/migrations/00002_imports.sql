-- +goose Up
-- A file of suggestions from another channel: read and shown, then applied once.
CREATE TABLE imports (
    id         uuid        PRIMARY KEY,
    forum_id   uuid        NOT NULL,
    rows       int         NOT NULL,
    lines      jsonb       NOT NULL, -- the lines that can be stored
    problems   jsonb       NOT NULL, -- and those that cannot
    made_at    timestamptz NOT NULL,
    made_by    text        NOT NULL,
    applied_at timestamptz,
    applied_by text,
    result     jsonb
);

-- +goose Down
DROP TABLE imports;
