-- Hold the records of the pairs, so that whoever writes about one of them waits; drop a pair of which one is gone.
-- Reads:  customers_customer, customers_merging
-- Writes: customers_merging
-- Safe to repeat: a transaction may take a lock it has once more. In one order, so that nobody waits in a ring.
WITH held AS MATERIALIZED (
    SELECT customer.id
    FROM customers_customer AS customer
    WHERE customer.id IN (SELECT from_id FROM customers_merging UNION SELECT to_id FROM customers_merging)
    ORDER BY customer.id
    FOR UPDATE
)
DELETE FROM customers_merging
WHERE from_id NOT IN (SELECT id FROM held) OR to_id NOT IN (SELECT id FROM held)
