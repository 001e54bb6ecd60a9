-- Touch everybody who has a profile.
-- Reads:  profiles_profile
-- Writes: profiles_touched
-- Safe to repeat: doubles among the touched do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT customer_id
FROM profiles_profile
