-- Name those who are new, so that rooms above compute what follows from it.
-- Reads:  customers_identified
-- Writes: touched_customers
-- Safe to repeat: doubles do no harm.
INSERT INTO touched_customers (customer_id)
SELECT DISTINCT customer_id FROM customers_identified WHERE is_new
