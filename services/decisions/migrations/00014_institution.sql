-- +goose Up
-- Whose installation this is, as sessions tells it; one row at most.
CREATE TABLE institution (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,
    title jsonb NOT NULL
);

-- +goose Down
DROP TABLE institution;
