-- +goose Up
-- The forum in which an organisation was first entered; NULL = administrators only.
ALTER TABLE organisations ADD COLUMN owner_id uuid REFERENCES forums;

-- Of those of before it is known where there never was a choice: there is one
-- forum only, or the people who name the organisation are all of one. The state
-- bodies of the reference file (their ids are made from their keys) are nobody's.
UPDATE organisations SET owner_id = known.forum_id
    FROM (SELECT o.id, coalesce(
              (SELECT min(f.id::text) FROM forums f HAVING count(*) = 1),
              (SELECT min(p.forum_id::text) FROM participants p WHERE p.organisation_id = o.id HAVING count(DISTINCT p.forum_id) = 1)
          )::uuid AS forum_id FROM organisations o) known
    WHERE known.id = organisations.id AND substr(organisations.id::text, 15, 1) <> '5';

CREATE TABLE change_proposals (
    id                   uuid PRIMARY KEY,
    organisation_id      uuid        NOT NULL REFERENCES organisations,
    organisation_version integer     NOT NULL, -- that the change was made on the ground of
    change               jsonb       NOT NULL,
    reason               text        NOT NULL,
    state                text        NOT NULL,
    answer               text        NOT NULL,
    proposed_by          text        NOT NULL,
    proposed_at          timestamptz NOT NULL,
    decided_by           text        NOT NULL, -- '' while open
    decided_at           timestamptz,
    version              integer     NOT NULL,
    print                bytea       NOT NULL
);
CREATE INDEX change_proposals_of_organisation ON change_proposals (organisation_id, id);
CREATE INDEX change_proposals_open ON change_proposals (id) WHERE state = 'open';

-- What happened to the organisations of the register, and who did it.
CREATE TABLE organisation_history (
    number             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id    uuid        NOT NULL REFERENCES organisations,
    change_proposal_id uuid        REFERENCES change_proposals,
    what               text        NOT NULL,
    by                 text        NOT NULL,
    at                 timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason             text        NOT NULL,
    before             jsonb       NOT NULL, -- null where there was, or changed, nothing
    after              jsonb       NOT NULL
);
CREATE INDEX organisation_history_of ON organisation_history (organisation_id, number);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of organisations is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON organisation_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE organisation_history, change_proposals;
DROP FUNCTION refuse_change();
ALTER TABLE organisations DROP COLUMN owner_id;
