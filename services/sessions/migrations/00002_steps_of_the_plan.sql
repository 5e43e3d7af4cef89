-- +goose Up
-- A round is a step of its session's plan.
ALTER TABLE rounds
    ADD COLUMN title       jsonb NOT NULL DEFAULT '{"kk": "", "ru": ""}',
    ADD COLUMN instruction jsonb NOT NULL DEFAULT '{"kk": "", "ru": ""}',
    ADD COLUMN view        text  NOT NULL DEFAULT 'capture',
    ADD COLUMN allows      jsonb NOT NULL DEFAULT '["capture", "reword"]',
    ADD COLUMN settings    jsonb NOT NULL DEFAULT '{"by": "hands"}',
    -- Numbers are places now: rounds change them among themselves.
    DROP CONSTRAINT rounds_session_id_number_key,
    ADD CONSTRAINT round_place_once UNIQUE (session_id, number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE rounds
    ALTER COLUMN title DROP DEFAULT,
    ALTER COLUMN instruction DROP DEFAULT,
    ALTER COLUMN view DROP DEFAULT,
    ALTER COLUMN allows DROP DEFAULT,
    ALTER COLUMN settings DROP DEFAULT;
DELETE FROM counters WHERE noun = 'round';

ALTER TABLE sessions ADD COLUMN method text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE sessions DROP COLUMN method;
INSERT INTO counters (scope, noun, last) SELECT session_id, 'round', max(number) FROM rounds GROUP BY session_id;
ALTER TABLE rounds
    DROP CONSTRAINT round_place_once,
    ADD UNIQUE (session_id, number),
    DROP COLUMN title, DROP COLUMN instruction, DROP COLUMN view, DROP COLUMN allows, DROP COLUMN settings;
