-- Where she is reached, and what was removed by hand.
-- Reads:  customers_contactpoint
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, channel, address, preferred AS in_use, source, since, removed_at
FROM customers_contactpoint
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, channel, preferred DESC, address
