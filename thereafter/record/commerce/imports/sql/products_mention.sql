-- Make the products that order lines mention and nobody has described, and name those that had no name.
-- Reads:  commerce_staging_products, commerce_product
-- Writes: commerce_product
-- Safe to repeat: a product is made once per store and number, and named once.
WITH mentioned AS (
    SELECT staged.*, product.id
    FROM commerce_staging_products AS staged
    LEFT JOIN LATERAL (
        SELECT id FROM commerce_product WHERE store_id = %(store_id)s::bigint AND sku = staged.sku LIMIT 1
    ) AS product ON TRUE
), named AS (
    UPDATE commerce_product AS product
    SET title = mentioned.title
    FROM mentioned
    WHERE product.id = mentioned.id AND product.title = '' AND mentioned.title IS NOT NULL
)
INSERT INTO commerce_product (store_id, sku, title, category, kind, currency, link, image, source, since)
SELECT %(store_id)s::bigint, sku, coalesce(title, ''), '', kind, '', '', '', %(source)s::text, as_of
FROM mentioned
WHERE id IS NULL
ORDER BY product_no
ON CONFLICT (store_id, sku) DO NOTHING
