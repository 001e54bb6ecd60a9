-- Many lists, and in the first of them everybody whose number can be divided by fifty.
-- Reads:  customers_customer
-- Writes: segments_segment, segments_membership
-- Safe to repeat: yes; each has its own key.
WITH lists AS (
    INSERT INTO segments_segment (key, name, kind, rule_since, count, refreshed_at, problem)
    SELECT 'crowd-' || number, 'List ' || number, 'list', %(now)s::timestamptz - interval '9 days',
           CASE WHEN number = 1 THEN %(size)s::int / 50 ELSE 0 END, %(now)s::timestamptz - interval '9 days', ''
    FROM generate_series(1, %(many)s::int) AS number
    ON CONFLICT DO NOTHING
    RETURNING id, key
)
INSERT INTO segments_membership (customer_id, segment_id, entered_at)
SELECT customer.id, lists.id, %(now)s::timestamptz - interval '9 days'
FROM lists, customers_customer AS customer
WHERE lists.key = 'crowd-1' AND customer.id %% 50 = 0
