-- +goose Up
ALTER TABLE accounts ADD COLUMN last_seen_at timestamptz;

-- A sign-in is a family of refresh tokens: where somebody signed in, and since when.
CREATE TABLE sign_ins (
    id         uuid PRIMARY KEY, -- the family
    account_id uuid        NOT NULL REFERENCES accounts,
    way        text        NOT NULL CHECK (way IN ('password', 'provider', 'passkey')),
    address    text        NOT NULL, -- of IPv6 the /64; '' = not known
    agent      text        NOT NULL, -- what the browser calls itself
    made_at    timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX sign_ins_of_account ON sign_ins (account_id);

INSERT INTO sign_ins (id, account_id, way, address, agent, made_at, seen_at)
    SELECT family, (array_agg(account_id))[1], 'password', '', '', min(expires_at) - interval '14 days', max(expires_at) - interval '14 days'
    FROM refresh_tokens GROUP BY family HAVING bool_and(revoked_at IS NULL);

-- One-time links: to join the staff, or to choose a new password.
CREATE TABLE invites (
    id           uuid PRIMARY KEY,
    code_hash    bytea       NOT NULL CONSTRAINT invite_code_once UNIQUE,
    name         text        NOT NULL, -- for whom, as the organiser calls them; '' = nobody in particular
    roles        jsonb       NOT NULL,
    resets       uuid REFERENCES accounts, -- whose password; NULL = somebody new
    made_by      text        NOT NULL,
    made_at      timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    used_by      uuid REFERENCES accounts,
    withdrawn_at timestamptz,
    print        bytea       NOT NULL,
    used_print   bytea
);

-- +goose Down
DROP TABLE invites, sign_ins;
ALTER TABLE accounts DROP COLUMN last_seen_at;
