-- Delete what was computed about these people.
-- Reads:  profiles_profile
-- Writes: profiles_profile
-- Safe to repeat: what is gone is not found again.
DELETE FROM profiles_profile WHERE customer_id = ANY(%(customers)s::bigint[])
