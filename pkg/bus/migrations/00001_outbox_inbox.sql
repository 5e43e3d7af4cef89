-- +goose Up
-- The outbox holds events committed with the state they tell of, until the
-- relay has handed them to JetStream. It is nearly empty at most times, so
-- autovacuum has to look at its dead rows, not at its size.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid        NOT NULL,
    subject     text        NOT NULL,
    name        text        NOT NULL,
    correlation text        NOT NULL,
    traceparent text        NOT NULL DEFAULT '',
    data        text        NOT NULL, -- the JSON exactly as emitted
    created_at  timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

-- The inbox remembers which event has had which effect. Rows are kept for
-- ever: a relay that was down for a year may still publish an event again.
CREATE TABLE inbox (
    effect      text        NOT NULL,
    event_id    uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (effect, event_id)
);

-- +goose Down
DROP TABLE inbox;
DROP TABLE outbox;
