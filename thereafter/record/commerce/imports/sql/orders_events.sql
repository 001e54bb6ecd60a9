-- Hand over what happened: a counting order was completed, one was cancelled, money was given back to somebody we know.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_refund
-- Writes: events_incoming
-- Safe to repeat: each message id names its fact, and a fact is appended once.
WITH orders AS (
    SELECT
        staged.*,
        resolved.target_id,
        resolved.customer_id,
        jsonb_build_object(
            'number', staged.number, 'total_minor', staged.total_minor, 'currency', staged.currency, 'items', staged.items
        ) AS properties
    FROM commerce_staging_orders AS staged
    JOIN commerce_import_orders AS resolved USING (order_no)
    WHERE NOT resolved.blocked
), facts AS (
    SELECT customer_id, 'Order Completed' AS name, placed_at AS occurred_at, target_id AS object_id,
           'order:' || %(store)s::text || ':' || number || ':completed' AS message_id, properties
    FROM orders WHERE NOT refund AND counts AND customer_id IS NOT NULL
    UNION ALL
    SELECT customer_id, 'Order Cancelled', cancelled_at, target_id,
           'order:' || %(store)s::text || ':' || number || ':cancelled', properties
    FROM orders WHERE NOT refund AND cancelled_at IS NOT NULL AND customer_id IS NOT NULL
    UNION ALL
    SELECT refund.customer_id, 'Order Refunded', refund.refunded_at, refund.order_id,
           'refund:' || %(store)s::text || ':' || orders.number || ':refunded', properties
    FROM orders
    JOIN commerce_refund AS refund ON refund.id = orders.target_id
    WHERE orders.refund AND refund.customer_id IS NOT NULL
)
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
SELECT customer_id, name, occurred_at, %(now)s::timestamptz, object_id, %(source)s::text, message_id, properties
FROM facts
