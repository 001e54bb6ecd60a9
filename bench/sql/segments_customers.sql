-- The customers of a large shop.
-- Reads:  nothing
-- Writes: customers_customer
-- Safe to repeat: no; it fills an empty database once.
INSERT INTO customers_customer (id, first_name, last_name, country, language, time_zone, custom, provenance, known_at)
SELECT number, 'Customer', number::text, 'GB', 'en', 'Europe/London', '{}', '{}', %(now)s::timestamptz - interval '3 years'
FROM generate_series(1, %(size)s::int) AS number
