-- What these customers bought last: up to six different things of their latest orders, newest first.
-- Reads:  commerce_order, commerce_line, commerce_product
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
WITH recent AS (
    SELECT customer.id AS customer_id, latest.id AS order_id, latest.placed_at
    FROM unnest(%(customers)s::bigint[]) AS customer (id)
    CROSS JOIN LATERAL (
        SELECT placed.id, placed.placed_at
        FROM commerce_order AS placed
        WHERE placed.customer_id = customer.id AND placed.counts AND placed.status <> 'cancelled'
            AND placed.known_at <= %(now)s::timestamptz
        ORDER BY placed.placed_at DESC, placed.id DESC
        LIMIT 3
    ) AS latest
),
things AS (
    SELECT recent.customer_id, line.product_id, max(recent.placed_at) AS placed_at, min(line.position) AS position
    FROM recent
    JOIN commerce_line AS line ON line.order_id = recent.order_id AND line.excluded = ''
    GROUP BY recent.customer_id, line.product_id
),
ranked AS (
    SELECT things.customer_id, product.sku, product.title, product.category, product.link, product.image,
        row_number() OVER (
            PARTITION BY things.customer_id ORDER BY things.placed_at DESC, things.position, things.product_id
        ) AS place
    FROM things
    JOIN commerce_product AS product ON product.id = things.product_id AND product.kind = 'product'
)
SELECT customer_id, sku, title, category, link, image FROM ranked WHERE place <= 6 ORDER BY customer_id, place
