-- Three things happen to everybody on one morning: an order, a parcel that arrives, a look at a product.
-- Reads:  nothing
-- Writes: events_incoming
-- Safe to repeat: no; each wave is told once.
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id)
SELECT customer_id, name, %(now)s::timestamptz - interval '20 minutes', %(now)s::timestamptz - interval '10 minutes',
       customer_id, 'bench', name || ':' || customer_id || ':' || %(now)s::timestamptz
FROM generate_series(1, %(size)s::int) AS customer_id,
     unnest(ARRAY['Order Completed', 'Shipment Delivered', 'Product Viewed']) AS name
