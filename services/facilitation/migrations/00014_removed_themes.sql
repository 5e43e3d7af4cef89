-- +goose Up
ALTER TABLE themes ADD removed boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE themes DROP removed;
