-- A thousand orders of two lines each for one person.
-- Reads:  commerce_store
-- Writes: commerce_order, commerce_line
-- Safe to repeat: no; an order is there once.
WITH orders AS (
    INSERT INTO commerce_order (
        store_id, number, customer_id, placed_at, status, status_since, counts, currency, total_minor, known_at
    )
    SELECT store.id, 'crowd-' || number, %(customer)s::bigint, at, 'placed', at, true, 'EUR', 2000, at
    FROM commerce_store AS store, (
        SELECT number, %(now)s::timestamptz - interval '1 day' * number AS at FROM generate_series(1, 1000) AS number
    ) AS numbered
    WHERE store.key = 'large'
    RETURNING id, customer_id, placed_at, known_at
)
INSERT INTO commerce_line (
    order_id, position, customer_id, placed_at, product_id, quantity, amount_minor, excluded, known_at
)
SELECT id, position, customer_id, placed_at, 1 + (id + position) %% 2000, 1, 1000, '', known_at
FROM orders, generate_series(1, 2) AS position
