-- +goose Up
-- By which the chain's links are found, see pkg/text.
-- +goose StatementBegin
CREATE FUNCTION fold_words(t jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT fold(coalesce(t ->> 'kk', '') || ' ' || coalesce(t ->> 'ru', '') || ' ' || coalesce(t ->> 'en', ''))
$$;
-- +goose StatementEnd
ALTER TABLE suggestions   ADD search text NOT NULL GENERATED ALWAYS AS (fold(text || ' ' || receipt || ' ' || tagged(tags))) STORED;
ALTER TABLE proposals     ADD search text NOT NULL GENERATED ALWAYS AS (fold_words(text)) STORED;
ALTER TABLE questions     ADD search text NOT NULL GENERATED ALWAYS AS (fold_words(text)) STORED;
ALTER TABLE decisions     ADD search text NOT NULL GENERATED ALWAYS AS (fold_words(text) || ' ' || fold_words(reason)) STORED;
ALTER TABLE measures      ADD search text NOT NULL GENERATED ALWAYS AS (fold_words(text)) STORED;
ALTER TABLE organisations ADD search text NOT NULL GENERATED ALWAYS AS (fold(jsonb_path_query_array(names, '$[*].*.*')::text)) STORED;

-- +goose Down
ALTER TABLE organisations DROP search;
ALTER TABLE measures      DROP search;
ALTER TABLE decisions     DROP search;
ALTER TABLE questions     DROP search;
ALTER TABLE proposals     DROP search;
ALTER TABLE suggestions   DROP search;
DROP FUNCTION fold_words(jsonb);
