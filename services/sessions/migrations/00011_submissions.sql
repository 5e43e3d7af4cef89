-- +goose Up
-- The districts of a city, or of whatever the forum is of.
CREATE TABLE districts (
    id       uuid PRIMARY KEY,
    forum_id uuid    NOT NULL REFERENCES forums,
    name     jsonb   NOT NULL,
    position integer NOT NULL
);
CREATE INDEX districts_of_forum ON districts (forum_id, position);

-- Who only wrote on the public form is kept as a participant, for the consent and to
-- be told; such people are not awaited at the forum.
ALTER TABLE participants
    ADD COLUMN only_writes boolean NOT NULL DEFAULT false,
    ADD COLUMN district_id uuid REFERENCES districts;

-- What anybody wrote on the public form: looked at by a person before anybody else
-- sees it. What is accepted becomes a suggestion under the same id and code.
CREATE TABLE submissions (
    id           uuid PRIMARY KEY, -- of the form, so that sending twice stores once
    forum_id     uuid        NOT NULL REFERENCES forums,
    code         text        NOT NULL UNIQUE, -- the claim code, later the receipt
    text         text        NOT NULL,
    language     text        NOT NULL,
    theme_id     uuid        REFERENCES themes,
    district_id  uuid        REFERENCES districts,
    organisation text        NOT NULL, -- as typed
    author_id    uuid        REFERENCES participants, -- NULL = wants to hear nothing
    state        text        NOT NULL,
    reason       jsonb       NOT NULL, -- of a refusal
    settled_by   text        NOT NULL,
    settled_at   timestamptz,
    received_at  timestamptz NOT NULL,
    version      integer     NOT NULL,
    print        bytea       NOT NULL,
    search       text        NOT NULL GENERATED ALWAYS AS (fold(text || ' ' || organisation || ' ' || code)) STORED
);
CREATE INDEX submissions_of_forum ON submissions (forum_id, id);
CREATE INDEX submissions_waiting ON submissions (forum_id) WHERE state = 'waiting';

-- The same of questions for the agenda: who is told, the code by which the sender
-- looks, and of which session's agenda it is.
ALTER TABLE agenda_questions
    ADD COLUMN author_id  uuid REFERENCES participants,
    ADD COLUMN code       text NOT NULL DEFAULT '',
    ADD COLUMN session_id uuid REFERENCES sessions;
CREATE UNIQUE INDEX agenda_questions_code ON agenda_questions (code) WHERE code <> '';

-- +goose Down
DROP INDEX agenda_questions_code;
ALTER TABLE agenda_questions DROP COLUMN session_id, DROP COLUMN code, DROP COLUMN author_id;
DROP TABLE submissions;
ALTER TABLE participants DROP COLUMN district_id, DROP COLUMN only_writes;
DROP TABLE districts;
