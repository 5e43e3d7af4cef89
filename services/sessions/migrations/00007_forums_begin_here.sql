-- +goose Up
ALTER TABLE forums
    ADD COLUMN opens    text    NOT NULL DEFAULT '09:00', -- by the forum's clock
    ADD COLUMN closes   text    NOT NULL DEFAULT '18:00',
    ADD COLUMN archived boolean NOT NULL DEFAULT false;

ALTER TABLE sessions
    ADD COLUMN link   text  NOT NULL DEFAULT '',   -- to a room elsewhere
    ADD COLUMN reason jsonb NOT NULL DEFAULT '{}'; -- why it was cancelled

-- Forums, sessions and themes about which suggestions are: they are not deleted.
CREATE TABLE spoken_of (
    thing uuid PRIMARY KEY
);

-- +goose Down
DROP TABLE spoken_of;
ALTER TABLE sessions DROP COLUMN link, DROP COLUMN reason;
ALTER TABLE forums DROP COLUMN opens, DROP COLUMN closes, DROP COLUMN archived;
