-- Sum up the known refunds of this import again from their lines, and give them the order and the customer that were not
-- known before.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_refundline, commerce_order, commerce_refund
-- Writes: commerce_refund, touched_customers
-- Safe to repeat: a refund that is right is not written.
WITH summed AS (
    SELECT resolved.order_no, resolved.target_id, resolved.customer_id, sum(line.amount_minor) AS amount_minor
    FROM commerce_import_orders AS resolved
    JOIN commerce_refundline AS line ON line.refund_id = resolved.target_id
    WHERE NOT resolved.is_new AND resolved.refund AND NOT resolved.blocked
    GROUP BY resolved.order_no, resolved.target_id, resolved.customer_id
), told AS (
    SELECT
        summed.target_id,
        summed.amount_minor,
        coalesce(staged.refund_of, kept.refund_of) AS refund_of,
        coalesce(kept.order_id, refunded.id) AS order_id,
        coalesce(summed.customer_id, refunded.customer_id) AS customer_id
    FROM summed
    JOIN commerce_staging_orders AS staged USING (order_no)
    JOIN commerce_refund AS kept ON kept.id = summed.target_id
    LEFT JOIN commerce_order AS refunded
           ON refunded.store_id = %(store_id)s::bigint AND refunded.number = staged.refund_of
), changed AS (
    UPDATE commerce_refund AS refund
    SET amount_minor = told.amount_minor,
        refund_of = told.refund_of,
        order_id = told.order_id,
        customer_id = told.customer_id
    FROM told
    WHERE refund.id = told.target_id
      AND (refund.amount_minor, refund.refund_of, refund.order_id, refund.customer_id)
          IS DISTINCT FROM (told.amount_minor, told.refund_of, told.order_id, told.customer_id)
    RETURNING refund.customer_id
)
INSERT INTO touched_customers (customer_id)
SELECT customer_id FROM changed WHERE customer_id IS NOT NULL
