-- +goose Up
-- A row to lock while the groups of a session are arranged.
CREATE TABLE boards (
    session_id uuid PRIMARY KEY,
    forum_id   uuid NOT NULL
);

-- Groups of suggestions that belong together. A dissolved group keeps its row,
-- so that a late repetition does not bring it back.
CREATE TABLE groups (
    id             uuid        PRIMARY KEY, -- made by the client
    forum_id       uuid        NOT NULL,
    session_id     uuid        NOT NULL REFERENCES boards,
    version        int         NOT NULL,
    state          text        NOT NULL CHECK (state IN ('standing', 'dissolved')),
    title          jsonb       NOT NULL,
    suggestion_ids jsonb       NOT NULL,
    position       int         NOT NULL,
    changed_at     timestamptz NOT NULL,
    changed_by     text        NOT NULL
);
CREATE INDEX groups_session ON groups (session_id);

-- +goose Down
DROP TABLE groups;
DROP TABLE boards;
