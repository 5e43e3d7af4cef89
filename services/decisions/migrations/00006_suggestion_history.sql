-- +goose Up

-- Each time a suggestion was withdrawn, restored, set aside or taken up.
CREATE TABLE suggestion_states (
    suggestion_id uuid        NOT NULL,
    version       int         NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('withdrawn', 'restored', 'parked', 'unparked')),
    offered_to    text        NOT NULL,
    at            timestamptz NOT NULL, -- by facilitation's clock
    PRIMARY KEY (suggestion_id, version)
);
INSERT INTO suggestion_states (suggestion_id, version, kind, offered_to, at)
    SELECT id, version, state, '', state_at FROM suggestions WHERE state IN ('withdrawn', 'parked');

-- +goose Down
DROP TABLE suggestion_states;
