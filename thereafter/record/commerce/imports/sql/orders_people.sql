-- Ask who the customers of the staged orders are. A country is what was so on the day of the order.
-- Reads:  commerce_staging_orders
-- Writes: customers_incoming
-- Safe to repeat: the table is emptied before each import.
INSERT INTO customers_incoming (row_no, scope, number, email, country, as_of)
SELECT row_no, %(scope)s::text, customer, email, country, placed_at
FROM commerce_staging_orders
WHERE customer IS NOT NULL OR email IS NOT NULL
