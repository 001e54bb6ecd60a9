-- Give the lines of those who go to the one who stays, whose their orders are by now: by one look at every line, which
-- for tens of thousands is quicker than to ask for those of each order. `lines_follow.sql` is for a few.
-- Reads:  customers_merging
-- Writes: commerce_line
-- Safe to repeat: a line that has followed its order is not looked at again.
UPDATE commerce_line AS line
SET customer_id = pair.to_id
FROM customers_merging AS pair
WHERE line.customer_id = pair.from_id
