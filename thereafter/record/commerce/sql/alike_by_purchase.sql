-- Those who are called the same and bought the same thing within three days; names that many have prove nothing.
-- Reads:  customers_customer, commerce_order, commerce_line, commerce_product
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH called AS (
    SELECT array_agg(id) AS ids
    FROM customers_customer
    WHERE first_name <> '' AND last_name <> ''
    GROUP BY lower(btrim(first_name)), lower(btrim(last_name))
    HAVING count(*) BETWEEN 2 AND %(most)s::int
), placed AS MATERIALIZED (
    SELECT
        called.ids[1] AS namesakes,
        placed.id,
        placed.customer_id,
        placed.placed_at,
        -- Orders at most three days apart lie in one stretch of three days, or in two that follow each other.
        floor(extract(epoch FROM placed.placed_at) / (3 * 86400)) AS stretch
    FROM called
    CROSS JOIN LATERAL unnest(called.ids) AS member (id)
    JOIN commerce_order AS placed ON placed.customer_id = member.id
), near AS MATERIALIZED (  -- few: only of these it is asked what was bought
    SELECT
        least(first.customer_id, second.customer_id) AS low_id,
        greatest(first.customer_id, second.customer_id) AS high_id,
        first.id AS first_id,
        second.id AS second_id
    FROM placed AS first
    CROSS JOIN LATERAL (VALUES (first.stretch), (first.stretch + 1)) AS around (stretch)
    JOIN placed AS second ON second.namesakes = first.namesakes AND second.stretch = around.stretch
    WHERE second.customer_id <> first.customer_id
      AND second.placed_at BETWEEN first.placed_at AND first.placed_at + interval '72 hours'
), basket AS MATERIALIZED (
    SELECT placed.id AS order_id, array_agg(line.product_id) AS products
    FROM (SELECT first_id AS id FROM near UNION SELECT second_id FROM near) AS placed
    JOIN commerce_line AS line ON line.order_id = placed.id AND line.excluded = ''
    JOIN commerce_product AS product ON product.id = line.product_id AND product.kind = 'product'
    GROUP BY placed.id
)
INSERT INTO customers_alike (rule, ids)
SELECT DISTINCT %(rule)s::text, ARRAY[near.low_id, near.high_id]
FROM near
JOIN basket AS earlier ON earlier.order_id = near.first_id
JOIN basket AS later ON later.order_id = near.second_id AND later.products && earlier.products
