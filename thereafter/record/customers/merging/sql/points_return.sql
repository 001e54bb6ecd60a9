-- Use the addresses again that were set aside, where their customer has none in use.
-- Reads:  customers_merging, customers_moved, customers_contactpoint
-- Writes: customers_contactpoint
-- Safe to repeat: who has an address in use keeps it.
UPDATE customers_contactpoint AS point
SET preferred = TRUE
FROM customers_merging AS pair
JOIN customers_moved AS moved ON moved.merge_id = pair.merge_id AND moved.relation = 'customers_contactpoint.preferred'
CROSS JOIN LATERAL jsonb_array_elements(moved.keys) AS name (key)
WHERE point.id = (name.key #>> '{}')::bigint AND NOT EXISTS (
    SELECT FROM customers_contactpoint AS used
    WHERE used.customer_id = point.customer_id AND used.channel = point.channel AND used.preferred
)
