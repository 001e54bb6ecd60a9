-- How many rows of each table were copied so far, out of or into a database.
-- Reads:  pg_stat_progress_copy
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT relid::bigint AS relation, max(tuples_processed) AS rows
FROM pg_stat_progress_copy
WHERE datname = %(database)s
GROUP BY relid
