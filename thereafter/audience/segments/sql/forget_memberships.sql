-- Take these people out of every segment, in silence.
-- Reads:  segments_membership
-- Writes: segments_membership
-- Safe to repeat: what is gone is not found again.
DELETE FROM segments_membership WHERE customer_id = ANY(%(customers)s::bigint[])
