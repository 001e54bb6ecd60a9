-- Take these people out of what the last change of a list would give back.
-- Reads:  segments_changed
-- Writes: segments_changed
-- Safe to repeat: what is gone is not found again.
DELETE FROM segments_changed WHERE customer_id = ANY(%(customers)s::bigint[])
