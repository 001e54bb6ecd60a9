-- Those who have one address: one is reached at it, the other known by it, or both are reached there.
-- Reads:  customers_identity, customers_contactpoint
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH address AS (
    SELECT customer_id, value AS address FROM customers_identity WHERE kind = 'email' AND scope = ''
    UNION ALL
    SELECT customer_id, address_key FROM customers_contactpoint WHERE channel = 'email'
), shared AS (
    SELECT array_agg(DISTINCT customer_id) AS ids
    FROM address
    GROUP BY address
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
