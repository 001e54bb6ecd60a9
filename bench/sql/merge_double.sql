-- Let every so manieth customer be the one before once more: of her name, with another spelling of her mailbox.
-- Reads:  customers_customer, customers_identity
-- Writes: customers_customer, customers_identity, customers_contactpoint
-- Safe to repeat: whoever is a double is named so again.
WITH pair AS (
    SELECT again.id, once.id AS once_id, once.first_name, once.last_name
    FROM customers_customer AS again
    JOIN customers_customer AS once ON once.id = again.id - 1
    WHERE again.id %% %(every)s::int = 0
), named AS (
    UPDATE customers_customer AS customer
    SET first_name = pair.first_name, last_name = pair.last_name
    FROM pair
    WHERE customer.id = pair.id
), addressed AS (
    SELECT id AS customer_id, 'person.' || once_id || '+shop@gmail.com' AS address FROM pair
    UNION ALL
    SELECT once_id, 'person' || once_id || '@gmail.com' FROM pair
), known AS (
    UPDATE customers_identity AS identity
    SET value = addressed.address
    FROM addressed
    WHERE identity.customer_id = addressed.customer_id AND identity.kind = 'email'
), reached AS (
    UPDATE customers_contactpoint AS point
    SET address = addressed.address, address_key = addressed.address
    FROM addressed
    WHERE point.customer_id = addressed.customer_id
)
SELECT id FROM pair
