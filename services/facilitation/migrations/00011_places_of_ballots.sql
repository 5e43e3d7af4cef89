-- +goose Up
-- How many phones voted in an open ballot from one address, so that the
-- facilitator sees a crowd that one address makes up. A place is a hash of the
-- address that is another one in every ballot; no vote leads to it, and at the
-- ballot's end only the highest number is kept.
CREATE TABLE ballot_places (
    ballot_id uuid  NOT NULL REFERENCES ballots,
    place     bytea NOT NULL,
    voters    int   NOT NULL,
    PRIMARY KEY (ballot_id, place)
);
ALTER TABLE ballots ADD COLUMN one_address int NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE ballots DROP COLUMN one_address;
DROP TABLE ballot_places;
