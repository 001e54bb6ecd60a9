-- Delete the names under which sources know these people; keyed hashes of them stay (`erased_names.sql`).
-- Reads:  customers_identity
-- Writes: customers_identity
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_identity WHERE customer_id = ANY(%(customers)s::bigint[])
