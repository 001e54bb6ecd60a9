-- Store the lines of the orders that are new.
-- Reads:  commerce_staging_lines, commerce_import_orders, commerce_import_products
-- Writes: commerce_line
-- Safe to repeat: a line is stored once per order and position.
INSERT INTO commerce_line (
    order_id, position, customer_id, placed_at, product_id, quantity, amount_minor, excluded, known_at
)
SELECT
    resolved.target_id,
    line.position,
    resolved.customer_id,
    resolved.placed_at,
    product.product_id,
    line.quantity,
    line.amount_minor,
    CASE WHEN resolved.customer_id IS NULL THEN 'no_customer' ELSE line.excluded END,
    %(now)s::timestamptz
FROM commerce_staging_lines AS line
JOIN commerce_import_orders AS resolved USING (order_no)
JOIN commerce_import_products AS product USING (product_no)
WHERE resolved.is_new AND NOT resolved.refund
