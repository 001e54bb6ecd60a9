-- How many rows were handed over.
-- Reads:  customers_incoming
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS rows FROM customers_incoming
