-- Three events per customer: mostly visits, some mails, few clicks, over two years.
-- Reads:  nothing
-- Writes: events_incoming
-- Safe to repeat: no; it fills an empty database once.
WITH drawn AS (
    SELECT number, 1 + (floor(%(size)s::int * power(random(), 1.3))::bigint * 7919 + 13) %% %(size)s::int AS customer_id,
           %(now)s::timestamptz - interval '730 days' * power(random(), 1.5) AS occurred_at
    FROM generate_series(1, 3 * %(size)s::int) AS number
)
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, source, message_id)
SELECT customer_id, (ARRAY['page', 'page', 'page', 'page', 'Product Viewed', 'Product Viewed', 'message.sent', 'message.sent',
       'message.sent', 'message.clicked'])[1 + number %% 10], occurred_at, occurred_at, 'bench', 'large:' || number
FROM drawn
