-- Ten thousand events of one person: visits, and some clicks.
-- Reads:  nothing
-- Writes: events_incoming
-- Safe to repeat: yes; each has its own key.
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id)
SELECT %(customer)s::bigint, CASE WHEN number %% 3 = 0 THEN 'message.clicked' ELSE 'page' END, at, at, NULL, 'bench', 'crowd:' || number
FROM (
    SELECT number, %(now)s::timestamptz - interval '2 hours' * number AS at FROM generate_series(1, 10000) AS number
) AS numbered
