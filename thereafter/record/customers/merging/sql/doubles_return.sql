-- Forget what was said of others only because these two were one.
-- Reads:  customers_merging, customers_moved
-- Writes: customers_double
-- Safe to repeat: what was forgotten is not there.
WITH gone AS (
    DELETE FROM customers_double
    WHERE of_merge_id IN (SELECT merge_id FROM customers_merging)
)
UPDATE customers_double AS double
SET verdict = '', decided_at = NULL, decided_by = ''
FROM customers_merging AS pair
JOIN customers_moved AS moved ON moved.merge_id = pair.merge_id AND moved.relation = 'customers_double.verdict'
CROSS JOIN LATERAL jsonb_array_elements(moved.keys) AS name (key)
WHERE double.id = (name.key #>> '{}')::bigint
