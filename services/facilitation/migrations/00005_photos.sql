-- +goose Up
-- Photos of flipcharts. The pictures are files named by their hash; a row stays
-- when its photo is removed, so that a late repetition does not bring it back.
CREATE TABLE photos (
    id            uuid        PRIMARY KEY, -- made by the client
    forum_id      uuid        NOT NULL,
    session_id    uuid        NOT NULL,
    version       int         NOT NULL,
    state         text        NOT NULL CHECK (state IN ('kept', 'removed')),
    sent_sha256   text        NOT NULL, -- of what the client sent
    sha256        text        NOT NULL, -- of what is stored
    bytes         int         NOT NULL,
    width         int         NOT NULL,
    height        int         NOT NULL,
    added_at      timestamptz NOT NULL,
    added_by      text        NOT NULL,
    removed_at    timestamptz,
    removed_by    text        NOT NULL DEFAULT ''
);
CREATE INDEX photos_session ON photos (session_id, added_at);
CREATE INDEX photos_sha256 ON photos (sha256) WHERE state = 'kept';

-- +goose Down
DROP TABLE photos;
