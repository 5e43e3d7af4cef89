-- +goose Up
-- For whom and what an NGO works, and duplicates: one that is merged into another
-- keeps its row and its names, so that the merge can be undone.
ALTER TABLE organisations
    ADD COLUMN ngo_kind    text  NOT NULL DEFAULT '', -- '' = not said, or no NGO
    ADD COLUMN activity    jsonb NOT NULL DEFAULT '{"kk": "", "ru": ""}',
    ADD COLUMN merged_into uuid  REFERENCES organisations;
ALTER TABLE organisations ALTER COLUMN ngo_kind DROP DEFAULT, ALTER COLUMN activity DROP DEFAULT;
CREATE INDEX organisations_merged ON organisations (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX participants_of_organisation ON participants (organisation_id) WHERE organisation_id IS NOT NULL;

-- It is found by what it does, too.
ALTER TABLE organisations DROP search;
ALTER TABLE organisations ADD search text NOT NULL GENERATED ALWAYS AS (fold(
    jsonb_path_query_array(names, '$[*].*.*')::text || ' ' || key || ' ' || jsonb_path_query_array(activity, '$.*')::text)) STORED;

-- Of a merge: with which one.
ALTER TABLE organisation_history ADD COLUMN other_id uuid REFERENCES organisations;

-- +goose Down
ALTER TABLE organisation_history DROP COLUMN other_id;
ALTER TABLE organisations DROP search;
ALTER TABLE organisations ADD search text NOT NULL GENERATED ALWAYS AS (fold(jsonb_path_query_array(names, '$[*].*.*')::text || ' ' || key)) STORED;
DROP INDEX participants_of_organisation;
ALTER TABLE organisations DROP COLUMN merged_into, DROP COLUMN activity, DROP COLUMN ngo_kind;
