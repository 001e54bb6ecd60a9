-- Delete the arms of these people: in both groups alike, nobody counts them any more.
-- Reads:  experiments_assignment
-- Writes: experiments_assignment
-- Safe to repeat: what is gone is not found again.
DELETE FROM experiments_assignment WHERE customer_id = ANY(%(customers)s::bigint[])
