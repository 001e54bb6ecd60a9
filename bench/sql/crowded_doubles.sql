-- Many pairs that may be one person.
-- Reads:  nothing
-- Writes: customers_double
-- Safe to repeat: yes; a pair is there once.
INSERT INTO customers_double (low_id, high_id, rules, strength, found_at, verdict, decided_by)
SELECT 2 * number - 1, 2 * number, ARRAY['name and number'], 1 + number %% 3, %(now)s::timestamptz - interval '1 day', '', ''
FROM generate_series(1, least(%(many)s::int, %(size)s::int / 2)) AS number
ON CONFLICT DO NOTHING
