-- +goose Up
-- Every row that a client may make under an id of its own keeps a print (hash)
-- of what it was made of: the same request again is answered as the first
-- time, another one under the same id is refused.
CREATE TABLE forums (
    id             uuid PRIMARY KEY,
    kind           text        NOT NULL,
    title          jsonb       NOT NULL,
    region         text        NOT NULL,
    place          jsonb       NOT NULL,
    starts_on      date        NOT NULL,
    ends_on        date        NOT NULL,
    time_zone      text        NOT NULL,
    eligible       integer     NOT NULL,
    quorum_percent integer     NOT NULL,
    state          text        NOT NULL,
    version        integer     NOT NULL,
    print          bytea       NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);

-- Numbers without gaps: a counter is locked in the transaction that uses it.
CREATE TABLE counters (
    scope uuid    NOT NULL, -- a forum or a session
    noun  text    NOT NULL,
    last  integer NOT NULL,
    PRIMARY KEY (scope, noun)
);

CREATE TABLE themes (
    id       uuid PRIMARY KEY,
    forum_id uuid    NOT NULL REFERENCES forums,
    key      text    NOT NULL,
    title    jsonb   NOT NULL,
    position integer NOT NULL,
    version  integer NOT NULL,
    print    bytea   NOT NULL,
    CONSTRAINT theme_key_once UNIQUE (forum_id, key)
);

CREATE TABLE sessions (
    id        uuid PRIMARY KEY,
    forum_id  uuid        NOT NULL REFERENCES forums,
    kind      text        NOT NULL,
    theme_id  uuid        REFERENCES themes,
    title     jsonb       NOT NULL,
    place     jsonb       NOT NULL,
    yurt      integer     NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    people    jsonb       NOT NULL,
    language  text        NOT NULL,
    state     text        NOT NULL,
    version   integer     NOT NULL,
    print     bytea       NOT NULL
);
CREATE INDEX sessions_of_forum ON sessions (forum_id, starts_at, id);

CREATE TABLE rounds (
    id         uuid PRIMARY KEY,
    forum_id   uuid    NOT NULL REFERENCES forums,
    session_id uuid    NOT NULL REFERENCES sessions,
    number     integer NOT NULL,
    question   jsonb   NOT NULL,
    seconds    integer NOT NULL,
    state      text    NOT NULL,
    started_at timestamptz,
    ended_at   timestamptz,
    version    integer NOT NULL,
    print      bytea   NOT NULL,
    UNIQUE (session_id, number)
);
CREATE UNIQUE INDEX one_round_runs ON rounds (session_id) WHERE state = 'running';

CREATE TABLE organisations (
    id      uuid PRIMARY KEY,
    key     text    NOT NULL, -- what people know it by (BIN, short word); '' = none
    kind    text    NOT NULL,
    names   jsonb   NOT NULL,
    region  text    NOT NULL,
    version integer NOT NULL,
    print   bytea   NOT NULL
);
CREATE UNIQUE INDEX organisation_key_once ON organisations (key) WHERE key <> '';

-- The only table of the installation with the names of participants.
CREATE TABLE participants (
    id              uuid PRIMARY KEY,
    forum_id        uuid        NOT NULL REFERENCES forums,
    key             text        NOT NULL, -- number in the organiser's list; '' = none
    name            text        NOT NULL, -- '' once erased
    language        text        NOT NULL,
    organisation_id uuid        REFERENCES organisations,
    needs           text        NOT NULL,
    checked_in_at   timestamptz,
    erased_at       timestamptz,
    version         integer     NOT NULL,
    print           bytea       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX participants_of_forum ON participants (forum_id, id);
CREATE UNIQUE INDEX participant_key_once ON participants (forum_id, key) WHERE key <> '';

-- A consent is never changed: giving and withdrawing are entries of their own,
-- the latest of a scope and channel holds.
CREATE TABLE consents (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    participant_id uuid        NOT NULL REFERENCES participants,
    scope          text        NOT NULL,
    channel        text        NOT NULL,
    text_version   text        NOT NULL,
    given          boolean     NOT NULL,
    changed_at     timestamptz NOT NULL
);
CREATE INDEX consents_of_participant ON consents (participant_id, id);

-- A previewed file waits here for a day; its rows are dropped when applied.
CREATE TABLE imports (
    id         uuid PRIMARY KEY,
    forum_id   uuid        NOT NULL REFERENCES forums,
    kind       text        NOT NULL,
    rows       jsonb       NOT NULL,
    applied    integer,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE accounts (
    id            uuid PRIMARY KEY,
    login         text        NOT NULL, -- as typed; compared without case
    name          text        NOT NULL,
    email         text        NOT NULL, -- '' = none; lower case
    language      text        NOT NULL,
    roles         jsonb       NOT NULL,
    password      text        NOT NULL, -- argon2id; '' = signs in by OIDC only
    oidc_issuer   text        NOT NULL DEFAULT '',
    oidc_subject  text        NOT NULL DEFAULT '',
    disabled      boolean     NOT NULL DEFAULT false,
    version       integer     NOT NULL,
    print         bytea       NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_login_once ON accounts (lower(login));
CREATE UNIQUE INDEX account_email_once ON accounts (email) WHERE email <> '';
CREATE UNIQUE INDEX account_oidc_once ON accounts (oidc_issuer, oidc_subject) WHERE oidc_subject <> '';

-- A family is one sign-in; each use of its newest token makes the next one.
CREATE TABLE refresh_tokens (
    hash       bytea PRIMARY KEY,
    family     uuid        NOT NULL,
    account_id uuid        NOT NULL REFERENCES accounts,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz
);
CREATE INDEX refresh_tokens_of_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_of_account ON refresh_tokens (account_id);

CREATE TABLE pairings (
    code_hash   bytea PRIMARY KEY,
    forum_id    uuid        NOT NULL REFERENCES forums,
    session_id  uuid        NOT NULL REFERENCES sessions,
    made_by     text        NOT NULL,
    expires_at  timestamptz NOT NULL,
    redeemed_at timestamptz,
    device_id   uuid
);

-- One tablet has a row in each forum that it served in, with a secret each, so
-- a code of one forum can never take a tablet away from another.
CREATE TABLE devices (
    id         uuid        NOT NULL,
    forum_id   uuid        NOT NULL REFERENCES forums,
    session_id uuid        NOT NULL REFERENCES sessions,
    name       text        NOT NULL,
    secret     bytea       NOT NULL,
    version    integer     NOT NULL,
    paired_at  timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (id, forum_id)
);
CREATE INDEX devices_of_forum ON devices (forum_id, id);

CREATE TABLE agenda_questions (
    id           uuid PRIMARY KEY,
    forum_id     uuid        NOT NULL REFERENCES forums,
    number       integer     NOT NULL,
    organisation text        NOT NULL,
    text         text        NOT NULL,
    language     text        NOT NULL,
    contact      text        NOT NULL,
    state        text        NOT NULL,
    answer       jsonb       NOT NULL,
    version      integer     NOT NULL,
    submitted_at timestamptz NOT NULL,
    print        bytea       NOT NULL,
    UNIQUE (forum_id, number)
);

-- +goose Down
DROP TABLE agenda_questions, devices, pairings, refresh_tokens, accounts, imports, consents,
    participants, organisations, rounds, sessions, themes, counters, forums;
