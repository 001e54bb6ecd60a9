-- What stands in these orders: the things, without charges, as they stood on the bill.
-- Reads:  commerce_line, commerce_product
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
SELECT line.order_id, line.quantity, line.amount_minor, product.sku, product.title, product.category, product.link, product.image
FROM commerce_line AS line
JOIN commerce_product AS product ON product.id = line.product_id
WHERE line.order_id = ANY(%(orders)s::bigint[]) AND line.excluded = '' AND product.kind = 'product'
ORDER BY line.order_id, line.position
