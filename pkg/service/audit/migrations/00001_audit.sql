-- +goose Up
-- Who did what, when and from where. Nothing in it is ever changed or deleted.
CREATE TABLE audit (
    number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    noun      text        NOT NULL, -- what it was done to, as the path calls it: themes
    act       text        NOT NULL, -- create, change, remove, or the path's own verb
    operation text        NOT NULL, -- method and path
    of        jsonb       NOT NULL, -- the ids in the path
    forum_ids uuid[]      NOT NULL, -- the forums that it is about; none: the installation
    by        text        NOT NULL, -- account or tablet; '' = nobody who is known
    kind      text        NOT NULL, -- staff, tablet, shell; '' = nobody who is known
    address   text        NOT NULL, -- of IPv6 the /64
    status    integer     NOT NULL,
    code      text        NOT NULL, -- of the refusal; '' = done
    changes   jsonb       NOT NULL
);
CREATE INDEX audit_of_forum ON audit USING gin (forum_ids);
CREATE INDEX audit_by ON audit (by, number);
CREATE INDEX audit_of_noun ON audit (noun, number);

-- +goose StatementBegin
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- +goose Down
DROP TABLE audit;
DROP FUNCTION refuse_audit_change();
