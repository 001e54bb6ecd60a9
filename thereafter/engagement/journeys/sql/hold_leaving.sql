-- Wait until nobody else decides upon those who leave. Buckets are taken in one order, so nobody waits in a ring.
-- Reads:  journeys_leaving
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT pg_advisory_xact_lock(%(space)s::int, bucket)
FROM (SELECT DISTINCT mod(customer_id, 64)::int AS bucket FROM journeys_leaving ORDER BY bucket) AS wanted
