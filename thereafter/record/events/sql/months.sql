-- In which months (UTC) the incoming events happened, how many of them, and whether a month has no partition yet.
-- Reads:  events_incoming
-- Writes: nothing
-- Plan:   kept; there is no value.
-- Safe to repeat: it only looks.
SELECT month, events, to_regclass('events_event_' || to_char(month, 'YYYY_MM')) IS NULL AS is_missing
FROM (
    SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month, count(*) AS events
    FROM events_incoming
    GROUP BY month
) AS needed
ORDER BY month
