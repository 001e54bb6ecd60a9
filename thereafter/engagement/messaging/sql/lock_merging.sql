-- Wait until nobody else decides upon the customers who are joined or taken apart; a bucket is an id modulo 64.
-- Reads:  customers_merging
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more. Buckets are taken in one order, so nobody waits in a ring.
SELECT pg_advisory_xact_lock(%(space)s::int, bucket)
FROM (
    SELECT mod(from_id, 64)::int AS bucket FROM customers_merging
    UNION
    SELECT mod(to_id, 64)::int FROM customers_merging
    ORDER BY bucket
) AS wanted
