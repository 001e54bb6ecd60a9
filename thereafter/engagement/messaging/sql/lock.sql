-- Take these buckets, waiting where somebody else has one. In one order, so that nobody waits in a ring.
-- Reads:  nothing
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT pg_advisory_xact_lock(%(space)s::int, bucket)
FROM (SELECT bucket FROM unnest(%(buckets)s::int[]) AS bucket ORDER BY bucket) AS wanted
