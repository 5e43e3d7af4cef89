-- +goose Up
-- The pictures themselves, named by their hash: every instance of the service
-- reaches them, and a dump has them. They are compressed already.
CREATE TABLE pictures (
    sha256 text  PRIMARY KEY,
    data   bytea NOT NULL
);
ALTER TABLE pictures ALTER COLUMN data SET STORAGE EXTERNAL;

-- +goose Down
DROP TABLE pictures;
