-- Delete the tags of these people.
-- Reads:  customers_tag
-- Writes: customers_tag
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_tag WHERE customer_id = ANY(%(customers)s::bigint[])
