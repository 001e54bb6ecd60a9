-- What follows from the record about her.
-- Reads:  profiles_profile
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT * FROM profiles_profile WHERE customer_id = ANY(%(customers)s::bigint[]) ORDER BY customer_id
