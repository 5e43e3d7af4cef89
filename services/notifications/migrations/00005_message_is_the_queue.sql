-- +goose Up

-- A message's row is the queue that its channel's dispatchers work off.
DROP INDEX message_to_hand;
DROP INDEX message_under_way;
ALTER TABLE message DROP COLUMN handed_at;
ALTER TABLE message ADD COLUMN evidence text NOT NULL DEFAULT ''; -- what the channel said when it took the message
CREATE INDEX message_due ON message (channel, coalesce(next_attempt_at, '-infinity'::timestamptz), message_id) WHERE state = 'queued';
CREATE INDEX message_claimed ON message (channel, claimed_at, message_id) WHERE state = 'sending';

-- +goose Down
DROP INDEX message_claimed;
DROP INDEX message_due;
ALTER TABLE message DROP COLUMN evidence;
ALTER TABLE message ADD COLUMN handed_at timestamptz;
CREATE INDEX message_to_hand ON message (message_id) WHERE state = 'queued' AND handed_at IS NULL;
CREATE INDEX message_under_way ON message (handed_at) WHERE state IN ('queued', 'sending');
