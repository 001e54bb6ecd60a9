-- What she was given back.
-- Reads:  commerce_refund, commerce_store, commerce_order
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT refund.customer_id AS customer, store.key AS store, refund.number, placed.number AS "order", refund.refunded_at,
       refund.currency, refund.amount_minor
FROM commerce_refund AS refund
JOIN commerce_store AS store ON store.id = refund.store_id
LEFT JOIN commerce_order AS placed ON placed.id = refund.order_id
WHERE refund.customer_id = ANY(%(customers)s::bigint[])
ORDER BY refund.customer_id, refund.refunded_at
