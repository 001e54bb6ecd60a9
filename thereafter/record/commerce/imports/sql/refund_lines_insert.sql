-- Store the lines of the refunds that are new.
-- Reads:  commerce_staging_lines, commerce_import_orders, commerce_import_products
-- Writes: commerce_refundline
-- Safe to repeat: a line is stored once per refund and position.
INSERT INTO commerce_refundline (refund_id, position, product_id, quantity, amount_minor)
SELECT resolved.target_id, line.position, product.product_id, line.quantity, line.amount_minor
FROM commerce_staging_lines AS line
JOIN commerce_import_orders AS resolved USING (order_no)
JOIN commerce_import_products AS product USING (product_no)
WHERE resolved.is_new AND resolved.refund
