-- +goose Up
-- The last number given in each forum. Locked by whoever gives numbers, so they
-- have no gaps; updated in place all day, hence the room for it on the page.
CREATE TABLE counters (
    forum_id uuid   PRIMARY KEY,
    last     bigint NOT NULL DEFAULT 0,
    erasures bigint NOT NULL DEFAULT 0 -- of participants: who began before must look again
) WITH (fillfactor = 20);

-- A suggestion with the words as first typed, which never change. Rows are never
-- deleted.
CREATE TABLE suggestions (
    id              uuid        PRIMARY KEY, -- made by the client
    forum_id        uuid        NOT NULL,
    number          bigint      NOT NULL,
    receipt         text        NOT NULL UNIQUE,
    session_id      uuid,
    round_id        uuid,
    theme_id        uuid,
    text            text        NOT NULL,
    language        text        NOT NULL,
    author_id       uuid, -- opaque participant id; NULL = anonymous or erased
    typed_by        uuid,
    device_id       uuid,
    device_counter  bigint      NOT NULL DEFAULT 0,
    typed_at        timestamptz, -- by the tablet's clock, which may be wrong
    captured_by     text        NOT NULL, -- account or device id
    source          text        NOT NULL,
    source_number   text        NOT NULL DEFAULT '',
    received_on     date, -- by the other channel, for imported ones
    state           text        NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'withdrawn', 'parked')),
    parked_theme_id uuid,
    received_at     timestamptz NOT NULL,
    version         int         NOT NULL DEFAULT 1,
    wording_version int         NOT NULL DEFAULT 1, -- of the wording that stands; 1 = the words above
    UNIQUE (forum_id, number)
);

-- What a channel has numbered is taken in once.
CREATE UNIQUE INDEX suggestions_source ON suggestions (forum_id, source, source_number) WHERE source_number <> '';

-- Every later wording, for ever. Its version is that of the suggestion when the
-- wording was made, so from 2.
CREATE TABLE wordings (
    suggestion_id uuid        NOT NULL,
    version       int         NOT NULL,
    text          text        NOT NULL,
    language      text        NOT NULL,
    at            timestamptz NOT NULL,
    by            text        NOT NULL, -- account or device id
    device_id     uuid,
    edit_id       uuid        NOT NULL, -- made by the client
    PRIMARY KEY (suggestion_id, version),
    UNIQUE (suggestion_id, edit_id)
);

-- What else was done to a suggestion, why and by whom.
CREATE TABLE changes (
    suggestion_id uuid        NOT NULL,
    version       int         NOT NULL,
    verb          text        NOT NULL, -- withdraw, restore, park, unpark
    note          text        NOT NULL DEFAULT '',
    at            timestamptz NOT NULL,
    by            text        NOT NULL,
    PRIMARY KEY (suggestion_id, version)
);

-- What the sessions service has told.
CREATE TABLE devices (
    device_id uuid    PRIMARY KEY,
    forum_id  uuid    NOT NULL,
    revoked   boolean NOT NULL,
    version   int     NOT NULL
);
CREATE TABLE programme_sessions (
    session_id uuid PRIMARY KEY,
    forum_id   uuid NOT NULL,
    version    int  NOT NULL
);
CREATE TABLE themes (
    theme_id uuid  PRIMARY KEY,
    forum_id uuid  NOT NULL,
    key      text  NOT NULL,
    title    jsonb NOT NULL,
    version  int   NOT NULL
);
CREATE INDEX themes_forum ON themes (forum_id);
CREATE TABLE erased_participants (
    participant_id uuid PRIMARY KEY
);

-- +goose Down
DROP TABLE erased_participants;
DROP TABLE themes;
DROP TABLE programme_sessions;
DROP TABLE devices;
DROP TABLE changes;
DROP TABLE wordings;
DROP TABLE suggestions;
DROP TABLE counters;
