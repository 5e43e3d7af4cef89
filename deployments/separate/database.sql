-- Run once by an administrator in the database "shanyraq": each service gets a schema,
-- a role that owns it, and an account of its own that can do nothing else.
--   createdb shanyraq && psql -d shanyraq -f database.sql
-- Then give each account its password: ALTER ROLE service_sessions PASSWORD '…'; and so on.
REVOKE ALL ON DATABASE shanyraq FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE ROLE shanyraq_sessions NOLOGIN;
CREATE ROLE service_sessions LOGIN NOINHERIT CONNECTION LIMIT 60;
GRANT shanyraq_sessions TO service_sessions;
GRANT CONNECT ON DATABASE shanyraq TO service_sessions;
CREATE SCHEMA sessions AUTHORIZATION shanyraq_sessions;

CREATE ROLE shanyraq_facilitation NOLOGIN;
CREATE ROLE service_facilitation LOGIN NOINHERIT CONNECTION LIMIT 60;
GRANT shanyraq_facilitation TO service_facilitation;
GRANT CONNECT ON DATABASE shanyraq TO service_facilitation;
CREATE SCHEMA facilitation AUTHORIZATION shanyraq_facilitation;

CREATE ROLE shanyraq_decisions NOLOGIN;
CREATE ROLE service_decisions LOGIN NOINHERIT CONNECTION LIMIT 60;
GRANT shanyraq_decisions TO service_decisions;
GRANT CONNECT ON DATABASE shanyraq TO service_decisions;
CREATE SCHEMA decisions AUTHORIZATION shanyraq_decisions;

CREATE ROLE shanyraq_notifications NOLOGIN;
CREATE ROLE service_notifications LOGIN NOINHERIT CONNECTION LIMIT 60;
GRANT shanyraq_notifications TO service_notifications;
GRANT CONNECT ON DATABASE shanyraq TO service_notifications;
CREATE SCHEMA notifications AUTHORIZATION shanyraq_notifications;
