-- Let hold again what the one who stayed had said, where nothing was said since.
-- Reads:  customers_merging, customers_moved
-- Writes: customers_consent
-- Safe to repeat: what holds already is not written.
UPDATE customers_consent AS consent
SET state = key ->> 1, since = (key ->> 2)::timestamptz, dated = coalesce((key ->> 5)::boolean, TRUE)
FROM customers_merging AS pair
JOIN customers_moved AS moved ON moved.merge_id = pair.merge_id AND moved.relation = 'customers_consent.held'
CROSS JOIN LATERAL jsonb_array_elements(moved.keys) AS name (key)
WHERE consent.id = (key ->> 0)::bigint AND consent.state = key ->> 3 AND consent.since = (key ->> 4)::timestamptz
