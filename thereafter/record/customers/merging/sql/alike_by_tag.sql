-- Those whose addresses differ only in what follows a plus sign, where nobody can say what the provider makes of it.
-- Reads:  customers_identity
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH tagged AS (
    SELECT
        customer_id,
        split_part(split_part(value, '@', 1), '+', 1) || '@' || split_part(value, '@', 2) AS address
    FROM customers_identity
    WHERE kind = 'email' AND scope = '' AND value LIKE '_%%+%%@%%'
      AND split_part(value, '@', 2) <> ALL (%(tags)s::text[])
), member AS (
    SELECT customer_id, address FROM tagged
    UNION ALL
    SELECT plain.customer_id, plain.value
    FROM customers_identity AS plain
    WHERE plain.kind = 'email' AND plain.scope = '' AND plain.value IN (SELECT address FROM tagged)
), shared AS (
    SELECT array_agg(DISTINCT customer_id) AS ids
    FROM member
    GROUP BY address
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
