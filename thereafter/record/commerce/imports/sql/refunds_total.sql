-- Sum up the known refunds of this import again from their lines, and give them the customer that was not known before.
-- Reads:  commerce_import_orders, commerce_refundline, commerce_refund
-- Writes: commerce_refund, touched_customers
-- Safe to repeat: a refund that is right is not written.
WITH summed AS (
    SELECT resolved.target_id, resolved.customer_id, sum(line.amount_minor) AS amount_minor
    FROM commerce_import_orders AS resolved
    JOIN commerce_refundline AS line ON line.refund_id = resolved.target_id
    WHERE NOT resolved.is_new AND resolved.refund AND NOT resolved.blocked
    GROUP BY resolved.target_id, resolved.customer_id
), changed AS (
    UPDATE commerce_refund AS refund
    SET amount_minor = summed.amount_minor, customer_id = summed.customer_id
    FROM summed
    WHERE refund.id = summed.target_id
      AND (refund.amount_minor, refund.customer_id) IS DISTINCT FROM (summed.amount_minor, summed.customer_id)
    RETURNING refund.customer_id
)
INSERT INTO touched_customers (customer_id)
SELECT customer_id FROM changed WHERE customer_id IS NOT NULL
