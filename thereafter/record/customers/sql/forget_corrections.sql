-- Delete what was put right by hand about these people.
-- Reads:  customers_correction
-- Writes: customers_correction
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_correction WHERE customer_id = ANY(%(customers)s::bigint[])
