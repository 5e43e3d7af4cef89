-- +goose Up
-- To whom a parked suggestion is offered besides a theme, which session has
-- taken it up, and which was the last to decline it.
ALTER TABLE suggestions
    ADD parked_session_id   uuid,
    ADD taken_session_id    uuid,
    ADD declined_session_id uuid;
CREATE INDEX suggestions_taken ON suggestions (taken_session_id) WHERE taken_session_id IS NOT NULL;
CREATE INDEX suggestions_parked ON suggestions (forum_id, number) WHERE state = 'parked';

-- What a session talks about: what is offered to the theme is offered to it.
ALTER TABLE programme_sessions ADD theme_id uuid;

-- +goose Down
ALTER TABLE programme_sessions DROP theme_id;
DROP INDEX suggestions_parked;
DROP INDEX suggestions_taken;
ALTER TABLE suggestions DROP declined_session_id, DROP taken_session_id, DROP parked_session_id;
