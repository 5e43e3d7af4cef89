-- +goose Up
ALTER TABLE suggestions ADD tags text[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE suggestions DROP tags;
