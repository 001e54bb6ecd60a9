-- How many rows some tables have together, as the planner last heard; where it never looked, it knows of none.
-- Reads:  the catalogue
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT tables.key, coalesce(sum(greatest(class.reltuples, 0)), 0)::bigint AS rows
FROM unnest(%(keys)s::text[], %(names)s::text[]) AS tables (key, name)
JOIN pg_class AS class ON class.oid = to_regclass(tables.name)
GROUP BY tables.key
