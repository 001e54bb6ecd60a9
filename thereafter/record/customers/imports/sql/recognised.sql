-- Count what recognising did: customers who changed, rows that spoke of new ones, rows that spoke of changed ones.
-- Reads:  customers_identified, touched_customers
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT
    count(DISTINCT customer_id) FILTER (WHERE changed) AS changed,
    count(*) FILTER (WHERE is_new) AS new_rows,
    count(*) FILTER (WHERE changed) AS changed_rows
FROM (
    SELECT customer_id, is_new, NOT is_new AND customer_id IN (SELECT customer_id FROM touched_customers) AS changed
    FROM customers_identified
) AS rows
