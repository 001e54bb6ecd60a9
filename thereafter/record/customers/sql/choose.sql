-- Choose these customers.
-- Reads:  nothing
-- Writes: customers_chosen
-- Safe to repeat: doubles do no harm.
INSERT INTO customers_chosen (customer_id)
SELECT unnest(%(customers)s::bigint[])
