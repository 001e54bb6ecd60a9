-- Take those of these buckets that nobody else works on, until the transaction ends.
-- Reads:  nothing
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT bucket FROM unnest(%(buckets)s::int[]) AS bucket WHERE pg_try_advisory_xact_lock(%(space)s::int, bucket)
