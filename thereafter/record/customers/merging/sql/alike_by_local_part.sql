-- Those who are called the same and have addresses that are the same before the @, at two providers.
-- Reads:  customers_identity, customers_customer
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH mailbox AS (
    SELECT customer_id, split_part(split_part(value, '@', 1), '+', 1) AS name
    FROM customers_identity
    WHERE kind = 'email' AND scope = ''
      AND split_part(value, '@', 1) !~ '^(info|mail|office|sales|hello|contact|support|admin|post|shop|team)$'
), used_twice AS (
    SELECT name
    FROM mailbox
    WHERE length(name) >= 5
    GROUP BY name
    HAVING min(customer_id) <> max(customer_id) AND count(*) <= 4 * %(most)s::int
), called AS (
    SELECT
        mailbox.name,
        mailbox.customer_id,
        lower(btrim(customer.first_name)) AS first_name,
        lower(btrim(customer.last_name)) AS last_name
    FROM used_twice
    JOIN mailbox USING (name)
    JOIN customers_customer AS customer ON customer.id = mailbox.customer_id
    WHERE customer.first_name <> '' AND customer.last_name <> ''
), shared AS (
    SELECT array_agg(DISTINCT customer_id) AS ids
    FROM called
    GROUP BY name, first_name, last_name
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
