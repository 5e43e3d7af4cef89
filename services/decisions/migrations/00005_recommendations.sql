-- +goose Up

-- What the groups of sessions recommend, as the newest edition of their report says it.
CREATE TABLE session_reports (
    session_id uuid PRIMARY KEY,
    forum_id   uuid NOT NULL,
    edition    int  NOT NULL
);
CREATE TABLE recommendations (
    proposal_id       uuid PRIMARY KEY, -- follows from the session and the recommendation
    forum_id          uuid    NOT NULL,
    session_id        uuid    NOT NULL,
    recommendation_id uuid    NOT NULL,
    edition           int     NOT NULL, -- the last that told of it
    dropped           boolean NOT NULL, -- that edition has it no more
    suggestion_ids    uuid[]  NOT NULL, -- those it rests on, also those that have not arrived yet
    UNIQUE (session_id, recommendation_id)
);
CREATE INDEX ON recommendations USING gin (suggestion_ids);

-- Every edition as it was confirmed, for ever.
CREATE TABLE recommendation_editions (
    proposal_id    uuid        NOT NULL,
    edition        int         NOT NULL,
    dropped        boolean     NOT NULL,
    text           jsonb       NOT NULL,
    who            text        NOT NULL,
    until          text        NOT NULL,
    suggestion_ids uuid[]      NOT NULL,
    position       int         NOT NULL,
    confirmed_at   timestamptz NOT NULL,
    heard_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (proposal_id, edition)
);

ALTER TABLE proposals ADD recommended boolean NOT NULL DEFAULT false; -- a session's group recommends it now
CREATE INDEX ON proposals (forum_id, state, recommended DESC, number);

-- To whom a parked suggestion is offered.
ALTER TABLE suggestions ADD offered_to text NOT NULL DEFAULT '' CHECK (offered_to IN ('', 'secretariat', 'theme', 'session'));
CREATE INDEX ON suggestions (forum_id) WHERE offered_to = 'secretariat';

-- +goose Down
ALTER TABLE suggestions DROP offered_to;
ALTER TABLE proposals DROP recommended;
DROP TABLE recommendation_editions, recommendations, session_reports;
