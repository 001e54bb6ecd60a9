-- Keep with each merge what was set aside, and what movers of their own noted: a row per relation.
-- Reads:  customers_noted
-- Writes: customers_moved
-- Safe to repeat: once the notes are collected, there are none.
WITH noted AS (
    DELETE FROM customers_noted
    RETURNING merge_id, relation, key, kept
)
INSERT INTO customers_moved (merge_id, relation, keys, kept)
SELECT
    merge_id,
    relation,
    coalesce(jsonb_agg(key) FILTER (WHERE key IS NOT NULL), '[]'::jsonb),
    coalesce(jsonb_agg(kept) FILTER (WHERE kept IS NOT NULL), '[]'::jsonb)
FROM noted
GROUP BY merge_id, relation
ON CONFLICT (merge_id, relation) DO UPDATE
SET keys = customers_moved.keys || excluded.keys, kept = customers_moved.kept || excluded.kept
