-- +goose Up
-- A tablet is paired to each forum apart from the others, with versions of their own: revoked in one, it goes on sending what
-- it still has of another.
ALTER TABLE devices DROP CONSTRAINT devices_pkey;
ALTER TABLE devices ADD PRIMARY KEY (device_id, forum_id);

-- +goose Down
DELETE FROM devices d WHERE EXISTS (SELECT FROM devices o WHERE o.device_id = d.device_id AND o.forum_id > d.forum_id);
ALTER TABLE devices DROP CONSTRAINT devices_pkey;
ALTER TABLE devices ADD PRIMARY KEY (device_id);
