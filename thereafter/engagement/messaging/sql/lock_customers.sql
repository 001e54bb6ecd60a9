-- Wait until nobody else decides upon these customers; the bucket of a customer is hers modulo 64.
-- Reads:  messaging_request
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a transaction may take a lock it has once more. Buckets are taken in one order, so nobody waits in a ring.
SELECT pg_advisory_xact_lock(%(space)s::int, bucket)
FROM (SELECT DISTINCT mod(customer_id, 64)::int AS bucket FROM messaging_request ORDER BY bucket) AS wanted
