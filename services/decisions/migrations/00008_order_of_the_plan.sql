-- +goose Up
-- Measures are listed in the order of the plan, drafts first.
CREATE INDEX measures_in_the_plan ON measures (forum_id, number, created_at, id);

-- +goose Down
DROP INDEX measures_in_the_plan;
