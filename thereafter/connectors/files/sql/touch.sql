-- Hand those whose facts an import changed to profiles.
-- Reads:  touched_customers
-- Writes: profiles_touched
-- Safe to repeat: doubles do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT DISTINCT customer_id FROM touched_customers
