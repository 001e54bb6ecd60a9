-- Have this customer there until the transaction ends: whoever wants to join or erase her waits, whoever changes her does not.
-- Reads:  customers_customer
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT id
FROM customers_customer
WHERE id = %(customer)s::bigint
FOR KEY SHARE
