-- +goose Up

-- Which sessions are plenary; '' of those that were heard of before.
ALTER TABLE sessions ADD COLUMN kind text NOT NULL DEFAULT '', ADD COLUMN starts_at timestamptz;

-- Where a question stands on the agenda of which plenary session, and which
-- question of the same proposal it follows.
ALTER TABLE questions
    ADD COLUMN session_id uuid,
    ADD COLUMN place      int  NOT NULL DEFAULT 0,
    ADD COLUMN follows    uuid REFERENCES questions;
UPDATE questions q SET place = n.place, follows = n.follows
FROM (SELECT id, row_number() OVER (PARTITION BY forum_id ORDER BY number) AS place,
             lag(id) OVER (PARTITION BY proposal_id ORDER BY number) AS follows FROM questions) n WHERE n.id = q.id;
CREATE UNIQUE INDEX one_question_follows ON questions (follows);

-- When the plenary decided, if that is not when it was entered.
ALTER TABLE decisions ADD COLUMN decided_at timestamptz;

-- +goose Down
ALTER TABLE decisions DROP COLUMN decided_at;
ALTER TABLE questions DROP COLUMN follows, DROP COLUMN place, DROP COLUMN session_id;
ALTER TABLE sessions DROP COLUMN starts_at, DROP COLUMN kind;
