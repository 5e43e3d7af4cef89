-- +goose Up
-- The rounds in which something was marked. The row is locked while marks are
-- stored, so that the totals told are whole; version counts the totals.
CREATE TABLE marked_rounds (
    round_id   uuid PRIMARY KEY,
    forum_id   uuid NOT NULL,
    session_id uuid NOT NULL,
    version    int  NOT NULL DEFAULT 0
);

-- Marks from tablets: of one voter, or hands counted by the facilitator. Of two
-- marks of one voter for one thing the one with the higher counter stays.
CREATE TABLE marks (
    round_id      uuid        NOT NULL REFERENCES marked_rounds,
    suggestion_id uuid        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('dots', 'rank', 'impact', 'effort', 'agree')),
    voter         uuid        NOT NULL, -- made on the device; leads to nobody
    level         int         NOT NULL, -- of hands counted per level of agreement; else -1
    value         int         NOT NULL,
    counter       bigint      NOT NULL,
    mark_id       uuid        NOT NULL, -- made by the client
    cast_at       timestamptz NOT NULL,
    PRIMARY KEY (round_id, suggestion_id, kind, voter, level)
);
CREATE INDEX marks_id ON marks (mark_id);

-- Votes on phones. The newest ballot of a round and kind counts.
CREATE TABLE ballots (
    id             uuid        PRIMARY KEY,
    place          bigint      GENERATED ALWAYS AS IDENTITY,
    code           text        NOT NULL UNIQUE,
    forum_id       uuid        NOT NULL,
    session_id     uuid        NOT NULL,
    round_id       uuid        NOT NULL REFERENCES marked_rounds,
    version        int         NOT NULL,
    state          text        NOT NULL CHECK (state IN ('open', 'closed')),
    kind           text        NOT NULL,
    dots           int         NOT NULL,
    stacking       boolean     NOT NULL,
    scale          int         NOT NULL,
    title          jsonb       NOT NULL,
    suggestion_ids jsonb       NOT NULL,
    opened_at      timestamptz NOT NULL,
    opened_by      text        NOT NULL,
    closed_at      timestamptz,
    closed_by      text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX ballots_open ON ballots (round_id, kind) WHERE state = 'open';
CREATE INDEX ballots_round ON ballots (round_id, kind, place);

-- The last ballot of each phone.
CREATE TABLE ballots_cast (
    ballot_id uuid        NOT NULL REFERENCES ballots,
    voter     uuid        NOT NULL, -- made on the phone; leads to nobody
    counter   bigint      NOT NULL,
    marks     jsonb       NOT NULL, -- [{"suggestion_id", "value"}]
    cast_at   timestamptz NOT NULL,
    PRIMARY KEY (ballot_id, voter)
);

-- +goose Down
DROP TABLE ballots_cast;
DROP TABLE ballots;
DROP TABLE marks;
DROP TABLE marked_rounds;
