-- How many indexes and foreign keys there are by now.
-- Reads:  pg_index, pg_class, pg_constraint
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT (
    SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = 'public'::regnamespace
) + (
    SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
) AS built
