-- Two and a half orders per customer on average, in order of time; some customers have dozens, many have one or none.
-- Reads:  commerce_store
-- Writes: commerce_order
-- Safe to repeat: no; it fills an empty database once.
WITH drawn AS (
    SELECT 1 + (floor(%(size)s::int * power(random(), 1.3))::bigint * 7919 + 13) %% %(size)s::int AS customer_id,
           %(now)s::timestamptz - interval '1095 days' * power(random(), 1.5) AS placed_at
    FROM generate_series(1, (2.5 * %(size)s::int)::int)
),
numbered AS (
    SELECT row_number() OVER (ORDER BY placed_at) AS number, customer_id, placed_at
    FROM drawn
)
INSERT INTO commerce_order (
    id, store_id, number, customer_id, placed_at, status, status_since, counts, currency, total_minor, known_at
)
SELECT numbered.number, store.id, 'L-' || numbered.number, customer_id, placed_at,
       CASE WHEN numbered.number %% 100 = 0 THEN 'cancelled' ELSE 'placed' END, placed_at, true, 'EUR',
       2 * (500 + numbered.number * 37 %% 4500), placed_at
FROM numbered, commerce_store AS store
WHERE store.key = 'large'
ORDER BY numbered.number
