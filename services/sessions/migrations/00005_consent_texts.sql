-- +goose Up
-- What people are asked to agree to. A version is never changed: the next is
-- another row. A forum without a row has the text that all begin with.
CREATE TABLE consent_texts (
    forum_id      uuid        NOT NULL REFERENCES forums,
    version       integer     NOT NULL,
    operator      jsonb       NOT NULL,
    until         date,                 -- NULL = until the purpose is reached
    address       text        NOT NULL, -- where a consent is withdrawn; '' = at the registration desk
    processing    jsonb       NOT NULL, -- the words in full, as for notifications
    notifications jsonb       NOT NULL,
    made_by       text        NOT NULL,
    made_at       timestamptz NOT NULL,
    PRIMARY KEY (forum_id, version)
);

-- What was read to the person stays with the consent; '' of those of before.
ALTER TABLE consents
    ADD COLUMN language text NOT NULL DEFAULT '',
    ADD COLUMN words    text NOT NULL DEFAULT '',
    ADD COLUMN operator text NOT NULL DEFAULT '',
    ADD COLUMN until    date;

-- +goose Down
ALTER TABLE consents DROP COLUMN language, DROP COLUMN words, DROP COLUMN operator, DROP COLUMN until;
DROP TABLE consent_texts;
