-- Delete what stood open between these people and the shop.
-- Reads:  customers_trouble
-- Writes: customers_trouble
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_trouble WHERE customer_id = ANY(%(customers)s::bigint[])
