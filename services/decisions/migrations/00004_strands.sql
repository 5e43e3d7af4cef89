-- +goose Up

-- A suggestion may feed several proposals: each of its strands stands in one of
-- them at a time. Where two strands come together, the suggestion counts once.
ALTER TABLE carried RENAME TO strands;
ALTER TABLE strands DROP CONSTRAINT carried_pkey;
ALTER TABLE strands ADD id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
ALTER TABLE strands ADD parent bigint REFERENCES strands; -- the strand that it was divided from; NULL = born with the suggestion
ALTER TABLE strands ALTER proposal_id DROP NOT NULL; -- NULL = it ended: joined its parent again, or was let go
ALTER INDEX carried_proposal_id_idx RENAME TO strands_proposal_id_idx;
CREATE INDEX ON strands (suggestion_id);
CREATE UNIQUE INDEX one_first_strand ON strands (suggestion_id) WHERE parent IS NULL;

-- Which proposals carry a suggestion, each once.
CREATE VIEW carried AS SELECT DISTINCT suggestion_id, proposal_id FROM strands WHERE proposal_id IS NOT NULL;

ALTER TABLE moves
    ADD strands     bigint[] NOT NULL DEFAULT '{}', -- what went
    ADD gained      int      NOT NULL DEFAULT 0,    -- by how many suggestions the receiving proposal grew
    ADD lost        int      NOT NULL DEFAULT 0,    -- by how many the giving one shrank
    ADD recommended boolean  NOT NULL DEFAULT false, -- because a session's report says so
    DROP CONSTRAINT moves_kind_check,
    ADD CONSTRAINT moves_kind_check CHECK (kind IN ('merged', 'unmerged', 'split', 'divided', 'recommended', 'released'));
UPDATE moves m SET gained = cardinality(suggestion_ids), lost = cardinality(suggestion_ids),
    strands = ARRAY(SELECT s.id FROM unnest(m.suggestion_ids) WITH ORDINALITY AS u(suggestion, place)
        JOIN strands s ON s.suggestion_id = u.suggestion ORDER BY place);
CREATE INDEX ON moves USING gin (strands);

-- +goose Down
DROP VIEW carried;
DELETE FROM moves WHERE kind IN ('divided', 'recommended', 'released');
ALTER TABLE moves DROP CONSTRAINT moves_kind_check, ADD CONSTRAINT moves_kind_check CHECK (kind IN ('merged', 'unmerged', 'split')),
    DROP strands, DROP gained, DROP lost, DROP recommended;
DELETE FROM strands WHERE parent IS NOT NULL;
DROP INDEX one_first_strand, strands_suggestion_id_idx;
ALTER TABLE strands DROP parent, DROP id, ALTER proposal_id SET NOT NULL;
ALTER TABLE strands RENAME TO carried;
ALTER TABLE carried ADD CONSTRAINT carried_pkey PRIMARY KEY (suggestion_id);
ALTER INDEX strands_proposal_id_idx RENAME TO carried_proposal_id_idx;
