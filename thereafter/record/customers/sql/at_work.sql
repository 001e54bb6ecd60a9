-- The transactions that others have open in this database: whoever began before an instant may still write what was true then.
-- Reads:  pg_stat_activity
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT pid, xact_start AS began
FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND application_name <> 'pg_dump'
