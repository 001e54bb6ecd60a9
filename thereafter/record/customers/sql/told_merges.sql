-- Which records were joined to hers, and what the other one said of her.
-- Reads:  customers_merge
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT stays_id AS customer, gone_id AS joined, joined_at, joined_by, because, gone AS said, undone_at
FROM customers_merge
WHERE stays_id = ANY(%(customers)s::bigint[]) OR gone_id = ANY(%(customers)s::bigint[])
ORDER BY joined_at
