-- +goose Up

-- What letters name: forums, themes, sessions, organisations and decisions, each
-- as the event that told it last.
CREATE TABLE thing (
    thing_id uuid  PRIMARY KEY,
    kind     text  NOT NULL,
    version  int   NOT NULL,
    data     jsonb NOT NULL
);

CREATE TABLE suggestion (
    suggestion_id uuid        PRIMARY KEY,
    forum_id      uuid        NOT NULL,
    version       int         NOT NULL,
    number        bigint      NOT NULL,
    receipt       text        NOT NULL,
    theme_id      uuid,
    session_id    uuid,
    author_id     uuid, -- opaque participant id; NULL = anonymous
    received_at   timestamptz NOT NULL
);

-- What people are told about; fact_id is the id of the event that told it here.
CREATE TABLE fact (
    fact_id        uuid        PRIMARY KEY,
    forum_id       uuid        NOT NULL,
    kind           text        NOT NULL, -- receipt, merged, unmerged, decided, planned, reported
    at             timestamptz NOT NULL,
    suggestion_ids uuid[]      NOT NULL,
    data           jsonb       NOT NULL, -- the event as it came
    correlation    text        NOT NULL
);

-- A queue for the composer: ids of facts, people, suggestions and things about
-- which something new is known. Nearly empty at most times.
CREATE TABLE touched (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thing uuid   NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

-- What a fact or a message waits for. due: when to go on without it; NULL: that
-- has been decided.
CREATE TABLE awaited (
    thing  uuid NOT NULL,
    waiter uuid NOT NULL,
    due    timestamptz,
    PRIMARY KEY (thing, waiter)
);
CREATE INDEX awaited_waiter ON awaited (waiter);
CREATE INDEX awaited_due ON awaited (due) WHERE due IS NOT NULL;

-- A participant, known by an opaque id, and the only place with an address.
CREATE TABLE person (
    participant_id   uuid PRIMARY KEY,
    forum_id         uuid NOT NULL,
    version          int  NOT NULL DEFAULT 0,  -- of ParticipantRegistered; 0 = not heard yet
    language         text NOT NULL DEFAULT '', -- as registered
    erased_at        timestamptz,
    channel          text NOT NULL DEFAULT '', -- email, none; '' = no contact given yet
    address          text NOT NULL DEFAULT '',
    contact_language text NOT NULL DEFAULT '', -- of the messages; '' = as registered
    contact_version  int  NOT NULL DEFAULT 0,
    contact_at       timestamptz,
    declined_at      timestamptz, -- when messages were last turned off; nothing older is ever told
    unsubscribed_at  timestamptz  -- closes the channel until a consent given later
);

CREATE TABLE consent (
    participant_id uuid        NOT NULL,
    scope          text        NOT NULL, -- processing, notifications
    channel        text        NOT NULL, -- email; '' for processing
    version        int         NOT NULL,
    given          boolean     NOT NULL,
    changed_at     timestamptz NOT NULL,
    withdrawn_at   timestamptz, -- the latest withdrawal, whatever came after
    PRIMARY KEY (participant_id, scope, channel)
);

CREATE TABLE message (
    message_id      uuid        PRIMARY KEY,
    forum_id        uuid        NOT NULL,
    participant_id  uuid        NOT NULL,
    kind            text        NOT NULL,
    fact_id         uuid        NOT NULL,
    fact_at         timestamptz NOT NULL,
    suggestion_ids  uuid[]      NOT NULL,
    correlation     text        NOT NULL,
    state           text        NOT NULL, -- waiting, queued, sending, sent, failed, undeliverable, stopped
    version         int         NOT NULL DEFAULT 1,
    channel         text        NOT NULL DEFAULT '',
    language        text        NOT NULL DEFAULT '',
    letter          jsonb,      -- the words; NULL until composed and after erasure
    attempts        int         NOT NULL DEFAULT 0,
    made_at         timestamptz NOT NULL DEFAULT now(),
    queued_at       timestamptz,
    handed_at       timestamptz, -- to the work queue
    next_attempt_at timestamptz,
    attempt_id      uuid,        -- of the attempt under way or last made
    claimed_at      timestamptz, -- when that attempt began
    sent_at         timestamptz,
    last_error      text        NOT NULL DEFAULT '',
    filed           boolean     NOT NULL DEFAULT false, -- lies in the mail folder
    -- Nobody is told the same fact twice.
    CONSTRAINT message_once UNIQUE (participant_id, fact_id)
);
CREATE INDEX message_fact ON message (fact_id);
CREATE INDEX message_forum ON message (forum_id, message_id);
CREATE INDEX message_state ON message (forum_id, state);
CREATE INDEX message_to_hand ON message (message_id) WHERE state = 'queued' AND handed_at IS NULL;
CREATE INDEX message_under_way ON message (handed_at) WHERE state IN ('queued', 'sending');
CREATE INDEX message_to_unfile ON message (message_id) WHERE filed AND letter IS NULL;

CREATE TABLE secret (
    name  text  PRIMARY KEY,
    value bytea NOT NULL
);

-- +goose Down
DROP TABLE secret, message, consent, person, awaited, touched, fact, suggestion, thing;
