-- An event for every order, and a visit and some clicks for every customer over two years.
-- Reads:  commerce_order
-- Writes: events_incoming
-- Safe to repeat: no; it fills an empty database once.
WITH drawn AS (
    SELECT number, 1 + (floor(%(size)s::int * power(random(), 1.3))::bigint * 7919 + 13) %% %(size)s::int AS customer_id,
           %(now)s::timestamptz - interval '730 days' * power(random(), 1.5) AS occurred_at
    FROM generate_series(1, (1.5 * %(size)s::int)::int) AS number
)
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id)
SELECT customer_id, CASE WHEN number %% 3 = 0 THEN 'message.clicked' ELSE 'page' END, occurred_at, occurred_at, NULL, 'bench',
       'large:' || number
FROM drawn
UNION ALL
SELECT customer_id, 'Order Completed', placed_at, known_at, id, 'bench', 'large order:' || id
FROM commerce_order
