-- What was sent to her, and when it came.
-- Reads:  commerce_shipment, commerce_order
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT placed.customer_id AS customer, parcel.number, placed.number AS "order", parcel.carrier, parcel.announced_for,
       parcel.dispatched_at, parcel.delivered_at, parcel.source
FROM commerce_shipment AS parcel
JOIN commerce_order AS placed ON placed.id = parcel.order_id
WHERE placed.customer_id = ANY(%(customers)s::bigint[])
ORDER BY placed.customer_id, placed.placed_at, parcel.id
