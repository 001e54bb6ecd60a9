-- Delete what an outlook expected to say to these people.
-- Reads:  journeys_expected
-- Writes: journeys_expected
-- Safe to repeat: what is gone is not found again.
DELETE FROM journeys_expected WHERE customer_id = ANY(%(customers)s::bigint[])
