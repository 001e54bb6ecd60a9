-- Give the lines of orders that have moved to the one who stays to her as well.
-- Reads:  customers_merging, commerce_order
-- Writes: commerce_line
-- Safe to repeat: a line that has followed its order is not looked at again.
UPDATE commerce_line AS line
SET customer_id = pair.to_id
FROM customers_merging AS pair
JOIN commerce_order AS placed ON placed.customer_id = pair.to_id
WHERE line.order_id = placed.id AND line.customer_id = pair.from_id
