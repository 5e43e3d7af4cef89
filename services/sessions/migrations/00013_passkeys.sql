-- +goose Up
CREATE TABLE passkeys (
    id            uuid PRIMARY KEY,
    account_id    uuid        NOT NULL REFERENCES accounts,
    credential_id bytea       NOT NULL CONSTRAINT passkey_once UNIQUE, -- the authenticator's name of it
    credential    jsonb       NOT NULL, -- public key, counter and flags, as the WebAuthn library keeps them
    name          text        NOT NULL,
    made_at       timestamptz NOT NULL,
    used_at       timestamptz
);
CREATE INDEX passkeys_of_account ON passkeys (account_id);

-- What an authenticator was asked and has not answered yet: good once, for minutes.
CREATE TABLE passkey_ceremonies (
    hash       bytea PRIMARY KEY,
    kind       text        NOT NULL, -- make, step or alone
    account_id uuid REFERENCES accounts, -- NULL where nobody is known yet
    session    jsonb       NOT NULL,
    expires_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE passkey_ceremonies, passkeys;
