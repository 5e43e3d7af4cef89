-- +goose Up
-- A text is found by its wording in every language that it has.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION fold_words(t jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT fold(coalesce((SELECT string_agg(value, ' ') FROM jsonb_each_text(t)), ''))
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION fold_words(t jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT fold(coalesce(t ->> 'kk', '') || ' ' || coalesce(t ->> 'ru', '') || ' ' || coalesce(t ->> 'en', ''))
$$;
-- +goose StatementEnd
