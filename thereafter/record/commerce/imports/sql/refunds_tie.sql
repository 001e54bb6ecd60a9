-- Give refunds that were told before their order, that order and, where nobody is named, its customer.
-- Reads:  commerce_import_orders, commerce_order, commerce_refund
-- Writes: commerce_refund, touched_customers
-- Safe to repeat: a refund that has its order is not looked at again.
WITH tied AS (
    UPDATE commerce_refund AS refund
    SET order_id = placed.id, customer_id = coalesce(refund.customer_id, placed.customer_id)
    FROM commerce_import_orders AS resolved
    JOIN commerce_order AS placed ON placed.id = resolved.target_id
    WHERE resolved.is_new AND NOT resolved.refund
      AND refund.store_id = %(store_id)s::bigint AND refund.refund_of = placed.number
      AND refund.order_id IS NULL AND refund.refund_of <> ''
    RETURNING refund.customer_id
)
INSERT INTO touched_customers (customer_id)
SELECT customer_id FROM tied WHERE customer_id IS NOT NULL
