-- The database that we work in: its name, and its number, which it keeps under another name.
-- Reads:  pg_database
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT datname::text AS name, oid::bigint AS number FROM pg_database WHERE datname = current_database()
