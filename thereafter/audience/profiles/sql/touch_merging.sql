-- Touch both of every pair that is joined or taken apart; who is no longer there does no harm.
-- Reads:  customers_merging
-- Writes: profiles_touched
-- Safe to repeat: doubles do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT to_id FROM customers_merging
UNION ALL
SELECT from_id FROM customers_merging
