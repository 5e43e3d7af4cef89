-- +goose Up

-- A text without parts of it that nobody may read any more.
-- +goose StatementBegin
CREATE FUNCTION hide_words(t jsonb, parts text[], hidden text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY parts LOOP
        SELECT coalesce(jsonb_object_agg(key, replace(value, part, hidden)), t) INTO t FROM jsonb_each_text(t);
    END LOOP;
    RETURN t;
END $$;

-- The decision log is append-only, but for personal data that are hidden in it.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('decisions.hiding', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the decision log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the decision log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
DROP FUNCTION hide_words;
