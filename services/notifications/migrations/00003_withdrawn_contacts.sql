-- +goose Up

-- A consent that was withdrawn takes the contact away that was there; it once did
-- not.
UPDATE person p
SET channel = '', address = '', contact_language = '', contact_at = NULL, contact_version = p.contact_version + 1,
    declined_at = greatest(p.declined_at, c.withdrawn_at)
FROM consent c
WHERE c.participant_id = p.participant_id AND p.contact_at <= c.withdrawn_at;

-- +goose Down
SELECT 1;
