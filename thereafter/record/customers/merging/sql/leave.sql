-- Take away the records that nothing names any more. Their rows are kept in the merges.
-- Reads:  customers_merging
-- Writes: customers_customer
-- Safe to repeat: who has gone is not there.
DELETE FROM customers_customer AS customer
USING customers_merging AS pair
WHERE customer.id = pair.from_id
