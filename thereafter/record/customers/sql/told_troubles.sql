-- What stood open between her and the shop, and what came of it.
-- Reads:  customers_trouble
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, kind, key, words, source, opened_at, ends_at, closed_at, closed_by, outcome
FROM customers_trouble
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, opened_at
