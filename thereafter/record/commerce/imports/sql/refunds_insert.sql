-- Store the refunds that are new; one that names its order is tied to it.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_order
-- Writes: commerce_refund
-- Safe to repeat: a refund is stored once per store and number.
INSERT INTO commerce_refund (
    id, store_id, number, refund_of, order_id, customer_id, refunded_at, currency, amount_minor, known_at
)
SELECT
    resolved.target_id,
    %(store_id)s::bigint,
    staged.number,
    coalesce(staged.refund_of, ''),
    refunded.id,
    coalesce(resolved.customer_id, refunded.customer_id),
    staged.placed_at,
    staged.currency,
    staged.total_minor,
    %(now)s::timestamptz
FROM commerce_import_orders AS resolved
JOIN commerce_staging_orders AS staged USING (order_no)
LEFT JOIN commerce_order AS refunded
       ON refunded.store_id = %(store_id)s::bigint AND refunded.number = staged.refund_of
WHERE resolved.is_new AND resolved.refund
ORDER BY resolved.target_id
