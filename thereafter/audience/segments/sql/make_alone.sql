-- Make segments alone until the transaction ends: what is not there yet cannot be locked as a row.
-- Reads:  nothing
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT pg_advisory_xact_lock(%(lock)s::bigint)
