-- What she did, and what happened to her.
-- Reads:  events_event
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, name, occurred_at, known_at, object_id AS about, properties, source
FROM events_event
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, occurred_at, id
