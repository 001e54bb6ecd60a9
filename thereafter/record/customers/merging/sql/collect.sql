-- Keep with each merge what was moved and set aside, a row per relation.
-- Reads:  customers_noted, customers_merging
-- Writes: customers_moved
-- Safe to repeat: a merge keeps a relation once.
INSERT INTO customers_moved (merge_id, relation, keys, kept)
SELECT
    merge_id,
    relation,
    coalesce(jsonb_agg(key) FILTER (WHERE key IS NOT NULL), '[]'::jsonb),
    coalesce(jsonb_agg(kept) FILTER (WHERE kept IS NOT NULL), '[]'::jsonb)
FROM customers_noted
WHERE merge_id IN (SELECT merge_id FROM customers_merging)
GROUP BY merge_id, relation
ON CONFLICT (merge_id, relation) DO NOTHING
