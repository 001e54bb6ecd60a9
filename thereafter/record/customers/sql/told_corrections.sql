-- What was put right by hand, and what it was before.
-- Reads:  customers_correction
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, field, before, after, by, at, undone_at
FROM customers_correction
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, at
