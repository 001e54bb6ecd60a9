-- Which guides help with these orders: first those for a product in them, then those for a category, then those for everybody.
-- Reads:  content_guide, commerce_line, commerce_product
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
WITH things AS (
    SELECT line.order_id, line.product_id, product.category, min(line.position) AS position
    FROM commerce_line AS line
    JOIN commerce_product AS product ON product.id = line.product_id AND product.kind = 'product'
    WHERE line.order_id = ANY(%(orders)s::bigint[]) AND line.excluded = ''
    GROUP BY line.order_id, line.product_id, product.category
),
fitting AS (
    SELECT things.order_id, guide.id AS guide_id, 1 AS closeness, things.position
    FROM things
    JOIN content_guide AS guide ON guide.product_id = things.product_id
    UNION ALL
    SELECT things.order_id, guide.id, 2, things.position
    FROM things
    JOIN content_guide AS guide ON guide.product_id IS NULL AND guide.category = things.category AND guide.category <> ''
),
nearest AS (
    SELECT order_id, guide_id, min(closeness) AS closeness, min(position) AS position
    FROM fitting
    GROUP BY order_id, guide_id
)
SELECT nearest.order_id, guide.key, guide.title, guide.summary
FROM nearest
JOIN content_guide AS guide ON guide.id = nearest.guide_id
ORDER BY nearest.order_id, nearest.closeness, nearest.position, guide.id
