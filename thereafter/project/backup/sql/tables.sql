-- Every table by its name, each partitioned one as a whole, with the rows that the planner believes it to have.
-- Reads:  pg_class, pg_namespace
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT class.relname::text AS name, class.relkind = 'r' AS is_plain, greatest(class.reltuples, 0)::bigint AS believed,
       class.relispartition AS is_part
FROM pg_class AS class
JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p') AND namespace.nspname = 'public'
ORDER BY name
