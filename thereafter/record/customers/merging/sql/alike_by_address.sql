-- Those who have one address: one is reached at it, the other known by it, or both are reached there.
-- Reads:  customers_identity, customers_contactpoint
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH shared AS (
    SELECT address_key AS address, array_agg(customer_id) AS ids
    FROM customers_contactpoint
    WHERE channel = 'email'
    GROUP BY address_key
    HAVING min(customer_id) <> max(customer_id)
    UNION ALL
    SELECT point.address_key, ARRAY[point.customer_id, identity.customer_id]
    FROM customers_identity AS identity
    JOIN customers_contactpoint AS point ON point.channel = 'email' AND point.address_key = identity.value
    WHERE identity.kind = 'email' AND identity.scope = '' AND point.customer_id <> identity.customer_id
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, array_agg(DISTINCT id)
FROM shared
CROSS JOIN LATERAL unnest(ids) AS id
GROUP BY address
HAVING count(DISTINCT id) <= %(most)s::int
