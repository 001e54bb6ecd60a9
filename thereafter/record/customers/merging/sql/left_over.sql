-- How many pairs can be joined now.
-- Reads:  customers_merging
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS pairs FROM customers_merging
