-- What we know of who she is, with the source of every field.
-- Reads:  customers_customer
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT id AS customer, first_name, last_name, country, language, time_zone, custom, provenance AS sources, known_at
FROM customers_customer
WHERE id = ANY(%(customers)s::bigint[])
ORDER BY id
