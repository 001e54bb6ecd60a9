-- How many words were written down.
-- Reads:  customers_written
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS words FROM customers_written
