-- Those whose addresses lead to one mailbox, by what their providers say of dots and plus signs.
-- Reads:  customers_identity
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH address AS (
    SELECT customer_id, split_part(split_part(value, '@', 1), '+', 1) AS name, split_part(value, '@', 2) AS domain
    FROM customers_identity
    WHERE kind = 'email' AND scope = '' AND split_part(value, '@', 2) = ANY (%(tags)s::text[])
), mailbox AS (
    SELECT
        customer_id,
        CASE WHEN domain = ANY (%(dots)s::text[]) THEN replace(name, '.', '') || '@gmail.com'
             ELSE name || '@' || domain
        END AS mailbox
    FROM address
    WHERE name <> ''
), shared AS (
    SELECT array_agg(DISTINCT customer_id) AS ids
    FROM mailbox
    GROUP BY mailbox
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
