-- Two lines for every order; a few products are bought much more than the rest.
-- Reads:  commerce_order
-- Writes: commerce_line
-- Safe to repeat: no; it fills an empty database once.
INSERT INTO commerce_line (
    order_id, position, customer_id, placed_at, product_id, quantity, amount_minor, excluded, known_at
)
SELECT id, position, customer_id, placed_at, 1 + floor(2000 * power(random(), 2))::int, 1, total_minor / 2, '', known_at
FROM commerce_order, generate_series(1, 2) AS position
ORDER BY id, position
