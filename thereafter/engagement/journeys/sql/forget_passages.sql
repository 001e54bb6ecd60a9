-- Delete the passages of these people. How many passed each step on each day stays: a number names nobody.
-- Reads:  journeys_enrollment
-- Writes: journeys_enrollment
-- Safe to repeat: what is gone is not found again.
DELETE FROM journeys_enrollment WHERE customer_id = ANY(%(customers)s::bigint[])
