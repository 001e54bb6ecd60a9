-- How many were chosen.
-- Reads:  customers_chosen
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS people FROM customers_chosen
