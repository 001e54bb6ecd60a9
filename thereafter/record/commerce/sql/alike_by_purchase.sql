-- Those who are called the same and bought the same thing within three days; names that many have prove nothing.
-- Reads:  customers_customer, commerce_order, commerce_line, commerce_product
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH called AS (
    SELECT lower(btrim(first_name)) AS first_name, lower(btrim(last_name)) AS last_name, array_agg(id) AS ids
    FROM customers_customer
    WHERE first_name <> '' AND last_name <> ''
    GROUP BY 1, 2
    HAVING count(*) BETWEEN 2 AND %(most)s::int
), member AS MATERIALIZED (
    SELECT first_name, last_name, id AS customer_id
    FROM called
    CROSS JOIN LATERAL unnest(ids) AS id
), bought AS (
    SELECT
        member.customer_id,
        line.placed_at,
        lag(member.customer_id) OVER same AS other_id,
        lag(line.placed_at) OVER same AS other_at
    FROM member
    JOIN commerce_order AS placed ON placed.customer_id = member.customer_id
    JOIN commerce_line AS line ON line.order_id = placed.id AND line.excluded = ''
    JOIN commerce_product AS product ON product.id = line.product_id AND product.kind = 'product'
    WINDOW same AS (PARTITION BY first_name, last_name, line.product_id ORDER BY line.placed_at, member.customer_id)
)
INSERT INTO customers_alike (rule, ids)
SELECT DISTINCT %(rule)s::text, ARRAY[least(customer_id, other_id), greatest(customer_id, other_id)]
FROM bought
WHERE customer_id <> other_id AND placed_at - other_at <= interval '3 days'
