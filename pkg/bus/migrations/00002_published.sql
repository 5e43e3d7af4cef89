-- +goose Up
-- What JetStream has acknowledged, with its place in the stream. The relay moves
-- events here from the outbox, and back when the stream has lost them. They are
-- kept for a while (SHANYRAQ_EVENTS_KEPT); rows come at one end and go at the other.
CREATE TABLE published (
    sequence     bigint      NOT NULL,
    id           bigint      NOT NULL, -- as it was in the outbox
    event_id     uuid        NOT NULL,
    subject      text        NOT NULL,
    name         text        NOT NULL,
    correlation  text        NOT NULL,
    traceparent  text        NOT NULL,
    data         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX published_sequence ON published (sequence);

-- How far each effect has come, written with the effect itself: whatever becomes
-- of this database or of the stream, comparing the two tells what was missed.
CREATE TABLE positions (
    effect   text   PRIMARY KEY,
    sequence bigint NOT NULL, -- the last event it has had,
    event_id uuid   NOT NULL, -- which is this one
    settled  bigint NOT NULL  -- no event up to this one is outstanding
) WITH (fillfactor = 20);

-- Always empty. That a row can be written to it shows that the disk takes more.
CREATE TABLE probe (filler text NOT NULL);
ALTER TABLE probe ALTER COLUMN filler SET STORAGE PLAIN;

-- +goose Down
DROP TABLE probe;
DROP TABLE positions;
DROP TABLE published;
