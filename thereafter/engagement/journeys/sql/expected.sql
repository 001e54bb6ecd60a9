-- For how many people an event happened since the shop's day began, and for how many on a usual day of those before.
-- Reads:  events_event
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT
    count(DISTINCT customer_id) FILTER (WHERE occurred_at >= %(begins)s::timestamptz) AS today,
    round(count(DISTINCT (customer_id, occurred_at::date)) FILTER (WHERE occurred_at < %(begins)s::timestamptz)
          / %(days)s::numeric, 1)::float8 AS a_day
FROM events_event
WHERE name = %(event)s::text
  AND occurred_at >= %(since)s::timestamptz AND occurred_at <= %(now)s::timestamptz
