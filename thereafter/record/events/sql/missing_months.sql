-- The months (UTC) in which incoming events happened and for which there is no partition yet.
-- Reads:  events_incoming
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT month
FROM (SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month FROM events_incoming) AS needed
WHERE to_regclass('events_event_' || to_char(month, 'YYYY_MM')) IS NULL
ORDER BY month
