-- +goose Up

-- Times are clock_timestamp(), taken while the rows concerned are locked: now()
-- is when the transaction began, perhaps before the one it had to wait for.

-- What sessions told: the programme and the register of organisations.
CREATE TABLE forums (
    id        uuid PRIMARY KEY,
    version   int   NOT NULL,
    described jsonb NOT NULL -- the event ForumDescribed
);

CREATE TABLE themes (
    id       uuid PRIMARY KEY,
    forum_id uuid  NOT NULL,
    version  int   NOT NULL,
    title    jsonb NOT NULL,
    position int   NOT NULL
);
CREATE INDEX ON themes (forum_id, position);

CREATE TABLE sessions (
    id       uuid PRIMARY KEY,
    forum_id uuid  NOT NULL,
    version  int   NOT NULL,
    title    jsonb NOT NULL,
    yurt     int   NOT NULL
);

CREATE TABLE organisations (
    id      uuid PRIMARY KEY,
    version int   NOT NULL,
    kind    text  NOT NULL,
    names   jsonb NOT NULL -- with the days on which each is in force
);

-- Numbers without gaps, one counter for each noun of a forum.
CREATE TABLE counters (
    forum_id uuid   NOT NULL,
    noun     text   NOT NULL, -- proposal, question, decision, measure, plan
    last     bigint NOT NULL,
    PRIMARY KEY (forum_id, noun)
);

-- What facilitation told: every suggestion as it stands there.
CREATE TABLE suggestions (
    id            uuid PRIMARY KEY,
    forum_id      uuid        NOT NULL,
    version       int         NOT NULL,
    number        bigint      NOT NULL,
    receipt       text        NOT NULL UNIQUE,
    text          text        NOT NULL,
    original_text text        NOT NULL,
    language      text        NOT NULL,
    author_id     text        NOT NULL,
    session_id    text        NOT NULL,
    theme_id      text        NOT NULL, -- where it is offered now: the parked theme of a parked one
    state         text        NOT NULL,
    state_at      timestamptz NOT NULL, -- since when, by facilitation's clock
    received_at   timestamptz NOT NULL
);

CREATE TABLE proposals (
    id                     uuid PRIMARY KEY,
    forum_id               uuid        NOT NULL,
    theme_id               text        NOT NULL,
    number                 bigint      NOT NULL,
    text                   jsonb       NOT NULL,
    follows                uuid,       -- the suggestion whose words it repeats, until it is worded
    translation_checked_by text        NOT NULL DEFAULT '',
    state                  text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'merged', 'put', 'decided')),
    merged_into            uuid        REFERENCES proposals,
    outcome                text        NOT NULL DEFAULT '', -- of its decision
    version                int         NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    request                text        NOT NULL DEFAULT '', -- fingerprint of the request that made it
    UNIQUE (forum_id, number),
    CHECK ((state = 'merged') = (merged_into IS NOT NULL))
);
CREATE INDEX ON proposals (forum_id, state, number);
CREATE INDEX ON proposals (forum_id, theme_id, number);
CREATE INDEX ON proposals (follows);

-- Which proposal carries a suggestion: exactly one, always.
CREATE TABLE carried (
    suggestion_id uuid PRIMARY KEY REFERENCES suggestions,
    proposal_id   uuid NOT NULL REFERENCES proposals
);
CREATE INDEX ON carried (proposal_id);

-- Every move of suggestions between proposals, for ever.
CREATE TABLE moves (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text        NOT NULL CHECK (kind IN ('merged', 'unmerged', 'split')),
    from_id        uuid        NOT NULL REFERENCES proposals,
    to_id          uuid        NOT NULL REFERENCES proposals,
    suggestion_ids uuid[]      NOT NULL,
    carries        int         NOT NULL, -- how many suggestions the receiving proposal has now
    undone         boolean     NOT NULL DEFAULT false,
    at             timestamptz NOT NULL, -- the same for all that were merged at once
    by             text        NOT NULL
);
CREATE INDEX ON moves USING gin (suggestion_ids);
CREATE INDEX ON moves (to_id);
CREATE INDEX ON moves (from_id);
CREATE UNIQUE INDEX one_standing_merge ON moves (from_id) WHERE kind = 'merged' AND NOT undone;

-- Every wording that a person gave a proposal.
CREATE TABLE wordings (
    proposal_id            uuid        NOT NULL REFERENCES proposals,
    version                int         NOT NULL,
    text                   jsonb       NOT NULL,
    translation_checked_by text        NOT NULL,
    at                     timestamptz NOT NULL DEFAULT clock_timestamp(),
    by                     text        NOT NULL,
    PRIMARY KEY (proposal_id, version)
);

CREATE TABLE questions (
    id             uuid PRIMARY KEY,
    forum_id       uuid        NOT NULL,
    number         bigint      NOT NULL,
    proposal_id    uuid        NOT NULL REFERENCES proposals,
    text           jsonb       NOT NULL,
    majority       text        NOT NULL CHECK (majority IN ('simple', 'two_thirds')),
    state          text        NOT NULL CHECK (state IN ('put', 'counted', 'decided', 'withdrawn')),
    suggestion_ids uuid[]      NOT NULL,
    version        int         NOT NULL DEFAULT 1,
    put_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    put_by         text        NOT NULL,
    withdrawn_at   timestamptz,
    request        text        NOT NULL,
    UNIQUE (forum_id, number)
);
CREATE INDEX ON questions (forum_id, state, number);
CREATE INDEX ON questions (proposal_id);
CREATE INDEX ON questions USING gin (suggestion_ids);
CREATE UNIQUE INDEX one_question_before_the_plenary ON questions (proposal_id) WHERE state IN ('put', 'counted');

-- Counts by show of hands. A recount is a later row; the earlier one stays.
CREATE TABLE votes (
    id          uuid PRIMARY KEY,
    question_id uuid        NOT NULL REFERENCES questions,
    turn        int         NOT NULL,
    votes       jsonb       NOT NULL,
    counted_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    counted_by  text        NOT NULL,
    request     text        NOT NULL,
    UNIQUE (question_id, turn)
);

-- The decision log: lines are added and never changed.
CREATE TABLE decisions (
    id             uuid PRIMARY KEY,
    forum_id       uuid        NOT NULL,
    number         bigint      NOT NULL,
    question_id    uuid        NOT NULL REFERENCES questions,
    proposal_id    uuid        NOT NULL REFERENCES proposals,
    outcome        text        NOT NULL CHECK (outcome IN ('adopted', 'adopted_with_changes', 'rejected', 'deferred', 'forwarded')),
    text           jsonb       NOT NULL,
    reason         jsonb       NOT NULL,
    forwarded_to   uuid        REFERENCES organisations,
    deferred_until date,
    votes          jsonb       NOT NULL,
    corrects       uuid        UNIQUE REFERENCES decisions,
    suggestion_ids uuid[]      NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by    text        NOT NULL,
    request        text        NOT NULL,
    UNIQUE (forum_id, number)
);
CREATE INDEX ON decisions (question_id);
CREATE UNIQUE INDEX one_first_decision ON decisions (question_id) WHERE corrects IS NULL;

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the decision log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE measures (
    id                 uuid PRIMARY KEY,
    forum_id           uuid        NOT NULL,
    number             bigint      NOT NULL DEFAULT 0, -- place in the plan, 0 while draft
    decision_id        uuid        NOT NULL REFERENCES decisions,
    proposal_id        uuid        NOT NULL REFERENCES proposals,
    text               jsonb       NOT NULL,
    lead_body_id       uuid        REFERENCES organisations,
    co_executors       jsonb       NOT NULL,
    form_of_completion jsonb       NOT NULL,
    deadline           jsonb       NOT NULL, -- kind, value, words
    due_date           date,
    cost_kzt           bigint      NOT NULL,
    cost_by_year       jsonb       NOT NULL,
    funding_source     text        NOT NULL,
    state              text        NOT NULL CHECK (state IN
        ('draft', 'planned', 'in_progress', 'report_submitted', 'done', 'returned', 'off_control')),
    accepted_by        text        NOT NULL DEFAULT '', -- who found it done
    suggestion_ids     uuid[]      NOT NULL,
    version            int         NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    planned_at         timestamptz,
    off_control_at     timestamptz,
    request            text        NOT NULL,
    -- No measure enters the plan without these.
    CHECK (state = 'draft' OR (number > 0 AND lead_body_id IS NOT NULL AND planned_at IS NOT NULL
        AND (due_date IS NOT NULL OR deadline ->> 'kind' = 'ongoing')))
);
CREATE UNIQUE INDEX ON measures (forum_id, number) WHERE number > 0;
CREATE INDEX ON measures (forum_id, created_at, id);
CREATE INDEX ON measures (decision_id);

CREATE TABLE plans (
    id           uuid PRIMARY KEY,
    forum_id     uuid        NOT NULL,
    version      int         NOT NULL,
    title        jsonb       NOT NULL,
    measure_ids  uuid[]      NOT NULL,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_by text        NOT NULL,
    request      text        NOT NULL,
    UNIQUE (forum_id, version)
);

CREATE TABLE reports (
    id             uuid PRIMARY KEY,
    measure_id     uuid        NOT NULL REFERENCES measures,
    forum_id       uuid        NOT NULL,
    status         text        NOT NULL CHECK (status IN ('in_progress', 'done', 'partly', 'not_done')),
    text           jsonb       NOT NULL,
    attachment_url text        NOT NULL,
    state          text        NOT NULL CHECK (state IN ('submitted', 'accepted', 'returned')),
    reason         jsonb       NOT NULL,
    reported_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    reported_by    text        NOT NULL,
    settled_at     timestamptz,
    settled_by     text        NOT NULL DEFAULT '',
    request        text        NOT NULL
);
CREATE INDEX ON reports (measure_id, reported_at);

-- +goose Down
DROP TABLE reports, plans, measures, decisions, votes, questions, wordings, moves, carried, proposals, suggestions,
    counters, organisations, sessions, themes, forums;
DROP FUNCTION refuse_change;
