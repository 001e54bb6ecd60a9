-- Delete the people themselves; everything that points to them went before.
-- Reads:  customers_customer
-- Writes: customers_customer
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_customer WHERE id = ANY(%(customers)s::bigint[])
