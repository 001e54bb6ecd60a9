-- Hand those whose facts an import changed to profiles.
-- Reads:  touched_customers
-- Writes: profiles_touched
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: doubles do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT DISTINCT customer_id FROM touched_customers
