-- In which months (UTC) the incoming events happened, how many of them, and whether a month has no partition yet.
-- It looks into the catalogue itself: `to_regclass` may not have heard yet of what another has made this moment.
-- Reads:  events_incoming, pg_class
-- Writes: nothing
-- Plan:   kept; there is no value.
-- Safe to repeat: it only looks.
SELECT month, events, NOT EXISTS (
           SELECT FROM pg_class
           WHERE relname = 'events_event_' || to_char(month, 'YYYY_MM') AND relnamespace = current_schema()::regnamespace
       ) AS is_missing
FROM (
    SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month, count(*) AS events
    FROM events_incoming
    GROUP BY month
) AS needed
ORDER BY month
