-- Store the orders that are new.
-- Reads:  commerce_staging_orders, commerce_import_orders
-- Writes: commerce_order
-- Safe to repeat: an order is stored once per store and number.
INSERT INTO commerce_order (
    id, store_id, number, customer_id, placed_at, status, status_since, counts, currency, total_minor, known_at
)
SELECT
    resolved.target_id,
    %(store_id)s::bigint,
    staged.number,
    resolved.customer_id,
    staged.placed_at,
    CASE WHEN staged.cancelled_at IS NULL THEN 'placed' ELSE 'cancelled' END,
    coalesce(staged.cancelled_at, staged.placed_at),
    staged.counts AND resolved.customer_id IS NOT NULL,
    staged.currency,
    CASE WHEN resolved.customer_id IS NULL THEN 0 ELSE staged.total_minor END,
    %(now)s::timestamptz
FROM commerce_import_orders AS resolved
JOIN commerce_staging_orders AS staged USING (order_no)
WHERE resolved.is_new AND NOT resolved.refund
ORDER BY resolved.target_id
