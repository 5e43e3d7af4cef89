-- +goose Up
-- What the other services were told last of the institution: an operator changes it
-- by starting with another environment, and the version grows then, too.
CREATE TABLE institution_told (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,
    title   jsonb   NOT NULL,
    accent  text    NOT NULL
);
-- Until now the version was the sum of the settings' own.
INSERT INTO institution_told (version, title, accent)
SELECT (SELECT sum(version) FROM settings WHERE key IN ('institution.title', 'institution.accent')),
    coalesce((SELECT value FROM settings WHERE key = 'institution.title'), '{}'),
    coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'institution.accent'), '')
WHERE EXISTS (SELECT FROM settings WHERE key IN ('institution.title', 'institution.accent'));

-- +goose Down
DROP TABLE institution_told;
