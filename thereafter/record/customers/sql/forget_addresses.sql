-- Delete the addresses of these people.
-- Reads:  customers_contactpoint
-- Writes: customers_contactpoint
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_contactpoint WHERE customer_id = ANY(%(customers)s::bigint[])
