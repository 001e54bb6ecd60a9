-- Name the parcels that should have come by the end of an announced day and have not. After 30 days of silence nobody
-- believes any more that news will come: such a parcel is no reason to mute selling for ever.
-- Reads:  commerce_shipment, commerce_order
-- Writes: customers_trouble_known
-- Safe to repeat: the table is emptied before each look.
WITH underway AS (
    SELECT
        parcel.id,
        parcel.number,
        ordered.customer_id,
        ordered.number AS order_number,
        parcel.source,
        parcel.announced_for AT TIME ZONE %(time_zone)s::text AS announced_for
    FROM commerce_shipment AS parcel
    JOIN commerce_order AS ordered ON ordered.id = parcel.order_id
    WHERE parcel.delivered_at IS NULL
      AND parcel.announced_for < %(now)s::timestamptz
      AND parcel.announced_for > %(now)s::timestamptz - interval '31 days'
      AND ordered.customer_id IS NOT NULL
      AND ordered.status = 'placed'
)
INSERT INTO customers_trouble_known (customer_id, kind, key, words, source)
SELECT
    customer_id,
    %(kind)s::text,
    'shipment:' || id,
    left(format('Parcel %%s of order %%s did not come on %%s, as was announced', number, order_number,
                to_char(announced_for, 'FMDD Mon YYYY')), 300),
    source
FROM underway
WHERE (date_trunc('day', announced_for) + interval '1 day') AT TIME ZONE %(time_zone)s::text <= %(now)s::timestamptz
