-- +goose Up
-- By which people, organisations and accounts are found, see pkg/text.
ALTER TABLE participants  ADD search text NOT NULL GENERATED ALWAYS AS (fold(name || ' ' || key)) STORED;
ALTER TABLE organisations ADD search text NOT NULL GENERATED ALWAYS AS (fold(jsonb_path_query_array(names, '$[*].*.*')::text || ' ' || key)) STORED;
ALTER TABLE accounts      ADD search text NOT NULL GENERATED ALWAYS AS (fold(name || ' ' || login || ' ' || email)) STORED;

-- +goose Down
ALTER TABLE accounts      DROP search;
ALTER TABLE organisations DROP search;
ALTER TABLE participants  DROP search;
