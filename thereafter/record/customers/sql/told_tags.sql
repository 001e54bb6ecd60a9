-- The words that were put on her, and those taken off again.
-- Reads:  customers_tag
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, word, written, source, since, removed_at, removed_by
FROM customers_tag
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, word
