-- +goose Up

-- JSON without parts of its strings that nobody may read any more.
-- +goose StatementBegin
CREATE FUNCTION hide_words(data jsonb, parts text[], hidden text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    part text;
    words text := data::text;
BEGIN
    FOREACH part IN ARRAY parts LOOP
        part := to_jsonb(part)::text; -- as it is written within JSON, without its quotes
        words := replace(words, substr(part, 2, length(part) - 2), hidden);
    END LOOP;
    RETURN words::jsonb;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION hide_words;
