-- Bring the lines of known orders up to date: add those we did not have, change those that are told differently.
-- Reads:  commerce_staging_lines, commerce_import_orders, commerce_import_products, commerce_line
-- Writes: commerce_line, touched_customers
-- Safe to repeat: a line told as we have it is not written.
WITH told AS (
    SELECT
        resolved.target_id AS order_id,
        line.position,
        resolved.customer_id,
        resolved.placed_at,
        product.product_id,
        line.quantity,
        line.amount_minor,
        CASE WHEN resolved.customer_id IS NULL AND NOT resolved.disowned THEN 'no_customer' ELSE line.excluded END AS excluded
    FROM commerce_staging_lines AS line
    JOIN commerce_import_orders AS resolved USING (order_no)
    JOIN commerce_import_products AS product USING (product_no)
    WHERE NOT resolved.is_new AND NOT resolved.refund AND NOT resolved.blocked
), different AS (
    SELECT told.*, kept.order_id IS NULL AS added
    FROM told
    LEFT JOIN commerce_line AS kept USING (order_id, position)
    WHERE kept.order_id IS NULL
       OR (kept.customer_id, kept.placed_at, kept.product_id, kept.quantity, kept.amount_minor, kept.excluded)
          IS DISTINCT FROM
          (told.customer_id, told.placed_at, told.product_id, told.quantity, told.amount_minor, told.excluded)
), written AS (
    INSERT INTO commerce_line (
        order_id, position, customer_id, placed_at, product_id, quantity, amount_minor, excluded, known_at
    )
    SELECT
        order_id, position, customer_id, placed_at, product_id, quantity, amount_minor, excluded, %(now)s::timestamptz
    FROM different
    ON CONFLICT (order_id, position) DO UPDATE
    SET customer_id  = excluded.customer_id,
        placed_at    = excluded.placed_at,
        product_id   = excluded.product_id,
        quantity     = excluded.quantity,
        amount_minor = excluded.amount_minor,
        excluded     = excluded.excluded,
        known_at     = excluded.known_at
), touched AS (
    INSERT INTO touched_customers (customer_id)
    SELECT DISTINCT customer_id FROM different WHERE customer_id IS NOT NULL
)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS changed
FROM different
