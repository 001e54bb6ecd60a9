-- Touch both of every pair that is joined or taken apart, as far as they are there.
-- Reads:  customers_merging, customers_customer
-- Writes: profiles_touched
-- Safe to repeat: doubles do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT to_id FROM customers_merging
UNION ALL
SELECT customer.id
FROM customers_merging AS pair
JOIN customers_customer AS customer ON customer.id = pair.from_id
