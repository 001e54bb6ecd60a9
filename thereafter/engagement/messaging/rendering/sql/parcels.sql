-- For each of these orders the parcel that is still to come and was announced for the earliest day, as known at an instant.
-- Reads:  commerce_shipment
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
SELECT DISTINCT ON (parcel.order_id) parcel.order_id, parcel.carrier, parcel.announced_for
FROM commerce_shipment AS parcel
WHERE parcel.order_id = ANY(%(orders)s::bigint[])
    AND parcel.announced_known_at <= %(now)s::timestamptz AND parcel.announced_for >= %(today)s::timestamptz
    AND (parcel.delivered_known_at IS NULL OR parcel.delivered_known_at > %(now)s::timestamptz)
ORDER BY parcel.order_id, parcel.announced_for, parcel.id
