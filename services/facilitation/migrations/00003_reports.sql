-- +goose Up
-- The report of a session as it stands: a draft or confirmed.
CREATE TABLE reports (
    session_id      uuid        PRIMARY KEY,
    forum_id        uuid        NOT NULL,
    version         int         NOT NULL DEFAULT 0, -- 0 = nothing written yet
    edition         int         NOT NULL DEFAULT 1,
    state           text        NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'confirmed')),
    recommendations jsonb       NOT NULL DEFAULT '[]',
    present         int         NOT NULL DEFAULT 0,
    agreed          int         NOT NULL DEFAULT 0,
    reason          text        NOT NULL DEFAULT '', -- why the edition before was opened again
    confirmed_at    timestamptz,
    confirmed_by    text        NOT NULL DEFAULT '',
    changed_at      timestamptz,
    changed_by      text        NOT NULL DEFAULT ''
);

-- Every edition as it was confirmed, for ever.
CREATE TABLE report_editions (
    session_id      uuid        NOT NULL REFERENCES reports,
    edition         int         NOT NULL,
    version         int         NOT NULL,
    recommendations jsonb       NOT NULL,
    present         int         NOT NULL,
    agreed          int         NOT NULL,
    reason          text        NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    confirmed_by    text        NOT NULL,
    PRIMARY KEY (session_id, edition)
);

-- +goose Down
DROP TABLE report_editions;
DROP TABLE reports;
