-- Delete the parcels of these people: a tracking number leads to a door.
-- Reads:  commerce_shipment, commerce_order
-- Writes: commerce_shipment
-- Safe to repeat: what is gone is not found again.
DELETE FROM commerce_shipment AS parcel
USING commerce_order AS placed
WHERE placed.id = parcel.order_id AND placed.customer_id = ANY(%(customers)s::bigint[])
