-- Hand over what happened to the parcels told of: one left, one arrived.
-- Reads:  commerce_staging_shipments, commerce_shipment, commerce_order
-- Writes: events_incoming
-- Safe to repeat: each message id names its fact, and a fact is appended once.
WITH parcels AS (
    SELECT DISTINCT parcel.id, parcel.number, parcel.order_id, parcel.carrier, parcel.announced_for, parcel.dispatched_at,
           parcel.delivered_at, ordered.customer_id, ordered.number AS order_number
    FROM commerce_staging_shipments AS staged
    JOIN commerce_shipment AS parcel ON parcel.store_id = %(store_id)s::bigint AND parcel.number = staged.number
    JOIN commerce_order AS ordered ON ordered.id = parcel.order_id
    WHERE ordered.customer_id IS NOT NULL
), facts AS (
    SELECT *, 'Shipment Dispatched' AS name, dispatched_at AS occurred_at, 'dispatched' AS fact
    FROM parcels WHERE dispatched_at IS NOT NULL
    UNION ALL
    SELECT *, 'Shipment Delivered', delivered_at, 'delivered'
    FROM parcels WHERE delivered_at IS NOT NULL
)
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
SELECT
    customer_id, name, occurred_at, %(now)s::timestamptz, order_id, %(source)s::text,
    'shipment:' || %(store)s::text || ':' || number || ':' || fact,
    jsonb_strip_nulls(jsonb_build_object(
        'number', number, 'order', order_number, 'carrier', nullif(carrier, ''), 'announced_for', announced_for
    ))
FROM facts
