-- What people of the shop noted about her.
-- Reads:  customers_note
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, text, by, at, edited_at
FROM customers_note
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, at
