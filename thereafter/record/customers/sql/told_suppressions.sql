-- Which of her addresses get nothing, or got nothing once.
-- Reads:  customers_suppression, customers_contactpoint
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT channel, address_key AS address, reason, source, since, lifted_at, lifted_by, lifted_because
FROM customers_suppression
WHERE (channel, address_key) IN (
    SELECT channel, address_key FROM customers_contactpoint WHERE customer_id = ANY(%(customers)s::bigint[])
)
ORDER BY since
