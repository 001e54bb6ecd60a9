-- Under which numbers and addresses sources know her.
-- Reads:  customers_identity
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, kind, scope AS store, value, source, known_at
FROM customers_identity
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, kind, scope, value
