-- +goose Up
-- The key by which a text is sought: what pkg/text.Fold says of letters, for
-- columns that are generated from others. The cases of pkg/text/testdata hold
-- both to the same.
-- +goose StatementBegin
CREATE FUNCTION fold(s text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
    SELECT btrim(translate(lower(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        normalize(replace(s, '№', ' '), NFKD),
        '[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff0-\ufffc\U0001d159\U000e0000-\U000e0fff]+', '', 'g'),
        '([\u0400-\u04ff])h', '\1х', 'g'),
        'h([\u0400-\u04ff])', 'х\1', 'g'),
        '(?:[\u0001-\u0022\u0024-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b9-\u02ff\u1680\u2000-\u205f\u2116\u2800\u2e00-\u2e7f\u3000-\u303f]|#(?![A-Za-z\u0400-\u04ff]))+', ' ', 'g')),
        'abcehikmoptxy' || 'əǝɵı' || 'әғқңөұүһіґ',
        'авсеникмортху' || 'ааои' || 'агкноуухиг'))
$fold$;
-- +goose StatementEnd

-- Tags as they stand in a text, "#жол #көлік".
-- +goose StatementBegin
CREATE FUNCTION tagged(tags text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT '#' || array_to_string(tags, ' #')
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION tagged(text[]);
DROP FUNCTION fold(text);
