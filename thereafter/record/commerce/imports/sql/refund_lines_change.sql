-- Bring the lines of known refunds up to date: add those we did not have, change those that are told differently.
-- Reads:  commerce_staging_lines, commerce_import_orders, commerce_import_products, commerce_refundline
-- Writes: commerce_refundline, touched_customers
-- Safe to repeat: a line told as we have it is not written.
WITH told AS (
    SELECT
        resolved.target_id AS refund_id,
        line.position,
        resolved.customer_id,
        product.product_id,
        line.quantity,
        line.amount_minor
    FROM commerce_staging_lines AS line
    JOIN commerce_import_orders AS resolved USING (order_no)
    JOIN commerce_import_products AS product USING (product_no)
    WHERE NOT resolved.is_new AND resolved.refund AND NOT resolved.blocked
), different AS (
    SELECT told.*, kept.refund_id IS NULL AS added
    FROM told
    LEFT JOIN commerce_refundline AS kept USING (refund_id, position)
    WHERE kept.refund_id IS NULL
       OR (kept.product_id, kept.quantity, kept.amount_minor) <> (told.product_id, told.quantity, told.amount_minor)
), written AS (
    INSERT INTO commerce_refundline (refund_id, position, product_id, quantity, amount_minor)
    SELECT refund_id, position, product_id, quantity, amount_minor
    FROM different
    ON CONFLICT (refund_id, position) DO UPDATE
    SET product_id = excluded.product_id, quantity = excluded.quantity, amount_minor = excluded.amount_minor
), touched AS (
    INSERT INTO touched_customers (customer_id)
    SELECT DISTINCT customer_id FROM different WHERE customer_id IS NOT NULL
)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS changed
FROM different
