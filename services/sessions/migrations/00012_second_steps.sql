-- +goose Up
-- Whether somebody confirms a sign-in with more than a password.
ALTER TABLE accounts ADD COLUMN second_step boolean NOT NULL DEFAULT false;

-- A secret shared with an authenticator app (RFC 6238), closed with the key of the
-- settings in the data folder. A code is good once: step counts half minutes.
CREATE TABLE totps (
    account_id uuid PRIMARY KEY REFERENCES accounts,
    secret     text        NOT NULL,
    step       bigint      NOT NULL, -- of the last code that was used
    made_at    timestamptz NOT NULL,
    used_at    timestamptz
);

-- One that was shown, and of which no code has come yet.
CREATE TABLE totps_begun (
    account_id uuid PRIMARY KEY REFERENCES accounts,
    secret     text        NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    account_id uuid  NOT NULL REFERENCES accounts,
    hash       bytea NOT NULL, -- of 80 random bits
    used_at    timestamptz,
    PRIMARY KEY (account_id, hash)
);

-- Whose password was right and who has not confirmed it yet: good once, for minutes.
CREATE TABLE sign_in_challenges (
    hash       bytea PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES accounts,
    makes      boolean     NOT NULL, -- must make a second step, having none
    tries      integer     NOT NULL DEFAULT 0, -- that failed
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_challenges_of_account ON sign_in_challenges (account_id);

-- +goose Down
DROP TABLE sign_in_challenges, recovery_codes, totps_begun, totps;
ALTER TABLE accounts DROP COLUMN second_step;
