-- Those who are called the same and have one number in two stores.
-- Reads:  customers_identity, customers_customer
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH in_stores AS (
    SELECT value
    FROM customers_identity
    WHERE kind = 'number' AND length(value) >= 3
      -- A shop with one store has no second one to look in; the ends of an index say so.
      AND (SELECT min(scope) FROM customers_identity WHERE kind = 'number')
          <> (SELECT max(scope) FROM customers_identity WHERE kind = 'number')
    GROUP BY value
    HAVING min(scope) <> max(scope) AND min(customer_id) <> max(customer_id)
), called AS (
    SELECT
        identity.value,
        identity.customer_id,
        lower(btrim(customer.first_name)) AS first_name,
        lower(btrim(customer.last_name)) AS last_name
    FROM in_stores
    JOIN customers_identity AS identity ON identity.kind = 'number' AND identity.value = in_stores.value
    JOIN customers_customer AS customer ON customer.id = identity.customer_id
    WHERE customer.first_name <> '' AND customer.last_name <> ''
), shared AS (
    SELECT array_agg(DISTINCT customer_id) AS ids
    FROM called
    GROUP BY value, first_name, last_name
    HAVING min(customer_id) <> max(customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
