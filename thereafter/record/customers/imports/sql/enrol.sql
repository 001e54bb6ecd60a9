-- Make the customers who were recognised as new, still nameless.
-- Reads:  customers_identified
-- Writes: customers_customer
-- Safe to repeat: an id is made once.
INSERT INTO customers_customer (id, first_name, last_name, country, language, time_zone, custom, provenance, known_at)
SELECT DISTINCT customer_id, '', '', '', '', '', '{}'::jsonb, '{}'::jsonb, %(now)s::timestamptz
FROM customers_identified
WHERE is_new
ORDER BY customer_id
ON CONFLICT (id) DO NOTHING
