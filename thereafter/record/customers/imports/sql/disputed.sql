-- The rows that give the number of one customer and the address of another.
-- Reads:  customers_identified
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT row_no
FROM customers_identified
WHERE disputed
ORDER BY row_no
