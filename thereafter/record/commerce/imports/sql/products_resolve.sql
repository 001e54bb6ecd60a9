-- Say which product of ours each mentioned one is. A table of its own, so that the planner knows its size: it takes the
-- products of a store that is new for one or two, and would probe lines against orders row by row.
-- Reads:  commerce_staging_products, commerce_product
-- Writes: commerce_import_products
-- Safe to repeat: the table is emptied before each import.
INSERT INTO commerce_import_products (product_no, product_id)
SELECT mentioned.product_no, product.id
FROM commerce_staging_products AS mentioned
JOIN commerce_product AS product ON product.store_id = %(store_id)s::bigint AND product.sku = mentioned.sku
