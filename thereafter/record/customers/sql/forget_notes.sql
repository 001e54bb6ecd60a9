-- Delete what was noted about these people.
-- Reads:  customers_note
-- Writes: customers_note
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_note WHERE customer_id = ANY(%(customers)s::bigint[])
