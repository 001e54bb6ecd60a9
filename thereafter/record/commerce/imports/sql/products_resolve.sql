-- Say which product of ours each mentioned one is. A table of its own, and probed one by one: the planner takes the
-- products of a store that is new for one or two, and would compare every line with every order.
-- Reads:  commerce_staging_products, commerce_product
-- Writes: commerce_import_products
-- Safe to repeat: the table is emptied before each import.
INSERT INTO commerce_import_products (product_no, product_id)
SELECT mentioned.product_no, product.id
FROM commerce_staging_products AS mentioned
CROSS JOIN LATERAL (
    SELECT id FROM commerce_product WHERE store_id = %(store_id)s::bigint AND sku = mentioned.sku LIMIT 1
) AS product
