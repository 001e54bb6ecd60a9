-- Those who are called the same and have addresses that are the same before the @, at two providers.
-- Reads:  customers_identity, customers_customer
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH repeated AS MATERIALIZED (  -- few: only of these the rest is asked
    SELECT split_part(split_part(value, '@', 1), '+', 1) AS name
    FROM customers_identity
    WHERE kind = 'email' AND scope = ''
    GROUP BY 1
    HAVING min(customer_id) <> max(customer_id)
), mailbox AS MATERIALIZED (
    SELECT identity.customer_id, repeated.name
    FROM repeated
    JOIN customers_identity AS identity ON split_part(split_part(identity.value, '@', 1), '+', 1) = repeated.name
    WHERE identity.kind = 'email' AND identity.scope = ''
      AND length(repeated.name) >= 5 AND split_part(identity.value, '@', 1)
          !~ '^(info|mail|office|sales|hello|contact|support|admin|post|shop|team)$'
), used_twice AS (
    SELECT name
    FROM mailbox
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
