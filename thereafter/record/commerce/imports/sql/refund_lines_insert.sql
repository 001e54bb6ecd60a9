-- Store the lines of the refunds that are new.
-- Reads:  commerce_staging_lines, commerce_import_orders, commerce_staging_products, commerce_product
-- Writes: commerce_refundline
-- Safe to repeat: a line is stored once per refund and position.
INSERT INTO commerce_refundline (refund_id, position, product_id, quantity, amount_minor)
SELECT resolved.target_id, line.position, product.id, line.quantity, line.amount_minor
FROM commerce_staging_lines AS line
JOIN commerce_import_orders AS resolved USING (order_no)
JOIN commerce_staging_products AS mentioned USING (product_no)
JOIN commerce_product AS product ON product.store_id = %(store_id)s::bigint AND product.sku = mentioned.sku
WHERE resolved.is_new AND resolved.refund
