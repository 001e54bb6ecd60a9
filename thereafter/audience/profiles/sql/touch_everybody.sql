-- Touch every customer known by now.
-- Reads:  customers_customer
-- Writes: profiles_touched
-- Safe to repeat: doubles among the touched do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT id
FROM customers_customer
WHERE known_at <= %(now)s::timestamptz
