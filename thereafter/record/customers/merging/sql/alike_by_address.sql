-- Those who have one address: one is reached at it, the other known by it, or both are reached there.
-- Reads:  customers_identity, customers_contactpoint
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH used AS (
    SELECT address_key AS address, customer_id FROM customers_contactpoint WHERE channel = 'email'
    UNION ALL
    SELECT value, customer_id FROM customers_identity WHERE kind = 'email' AND scope = ''
), shared AS MATERIALIZED (  -- almost none: whose they are is asked only of these
    SELECT address
    FROM used
    GROUP BY address
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, array_agg(DISTINCT owner.id)
FROM shared
CROSS JOIN LATERAL (
    SELECT point.customer_id FROM customers_contactpoint AS point
    WHERE point.channel = 'email' AND point.address_key = shared.address
    UNION ALL
    SELECT identity.customer_id FROM customers_identity AS identity
    WHERE identity.kind = 'email' AND identity.scope = '' AND identity.value = shared.address
) AS owner (id)
GROUP BY shared.address
HAVING count(DISTINCT owner.id) <= %(most)s::int
