-- How large the server's own log may become between two checkpoints, and how large it is, in bytes.
-- Reads:  nothing
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT pg_size_bytes(current_setting('max_wal_size')) AS most, coalesce(sum(size), 0)::bigint AS there
FROM pg_ls_waldir()
