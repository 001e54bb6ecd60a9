-- Name those to whom something happened.
-- Reads:  customers_identified
-- Writes: touched_customers
-- Safe to repeat: doubles do no harm.
INSERT INTO touched_customers (customer_id)
SELECT DISTINCT customer_id FROM customers_identified
