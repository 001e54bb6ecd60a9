-- Many journeys that are written and off.
-- Reads:  nothing
-- Writes: journeys_journey
-- Safe to repeat: yes; each has its own key.
INSERT INTO journeys_journey (key, name, about, stage, priority, state, state_since, sends)
SELECT 'crowd-' || number, 'Journey ' || number, '', '', 50, 'off', %(now)s::timestamptz - interval '9 days', true
FROM generate_series(1, %(many)s::int) AS number
ON CONFLICT DO NOTHING
