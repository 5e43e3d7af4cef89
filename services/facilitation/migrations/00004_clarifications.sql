-- +goose Up
-- What the secretariat asks a yurt back about a suggestion, and its answer.
CREATE TABLE clarifications (
    id              uuid        PRIMARY KEY,
    place           bigint      GENERATED ALWAYS AS IDENTITY UNIQUE, -- in lists
    forum_id        uuid        NOT NULL,
    suggestion_id   uuid        NOT NULL,
    session_id      uuid        NOT NULL,
    version         int         NOT NULL,
    state           text        NOT NULL CHECK (state IN ('open', 'answered')),
    text            text        NOT NULL,
    language        text        NOT NULL,
    asked_at        timestamptz NOT NULL,
    asked_by        text        NOT NULL,
    answer_id       uuid, -- made by the client
    answer          text        NOT NULL DEFAULT '',
    answer_language text        NOT NULL DEFAULT '',
    answered_at     timestamptz,
    answered_by     text        NOT NULL DEFAULT ''
);
CREATE INDEX clarifications_session ON clarifications (session_id, place);
CREATE INDEX clarifications_forum ON clarifications (forum_id, place);
CREATE INDEX clarifications_suggestion ON clarifications (suggestion_id);

-- +goose Down
DROP TABLE clarifications;
