-- +goose Up
-- How long a code is good is a setting, so when it was made is kept. One that asks
-- which session (none is named), or is printed for a whole camp, is redeemed by many.
ALTER TABLE pairings
    ADD COLUMN made_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN many boolean NOT NULL DEFAULT false,
    ALTER COLUMN session_id DROP NOT NULL;

-- What a tablet last said of itself.
ALTER TABLE devices
    ADD COLUMN heard_at timestamptz,
    ADD COLUMN battery integer, -- percent; NULL where the browser does not tell
    ADD COLUMN charging boolean,
    ADD COLUMN app_version text NOT NULL DEFAULT '',
    ADD COLUMN clock_offset_ms bigint NOT NULL DEFAULT 0, -- its clock less ours
    ADD COLUMN unsent integer NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE devices DROP COLUMN heard_at, DROP COLUMN battery, DROP COLUMN charging, DROP COLUMN app_version, DROP COLUMN clock_offset_ms, DROP COLUMN unsent;
DELETE FROM pairings WHERE session_id IS NULL;
ALTER TABLE pairings DROP COLUMN made_at, DROP COLUMN many, ALTER COLUMN session_id SET NOT NULL;
