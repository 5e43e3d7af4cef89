-- +goose Up
-- Who sits in which session: the people whose names its tablets may know.
CREATE TABLE seats (
    participant_id uuid NOT NULL REFERENCES participants,
    session_id     uuid NOT NULL REFERENCES sessions,
    PRIMARY KEY (participant_id, session_id)
);
CREATE INDEX seats_of_session ON seats (session_id);

-- When a tablet last asked for something: how an organiser finds a lost one.
ALTER TABLE devices ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now();

-- +goose Down
ALTER TABLE devices DROP COLUMN last_seen_at;
DROP TABLE seats;
