-- Delete the suppressions of addresses that only these people have.
-- Reads:  customers_contactpoint, customers_suppression
-- Writes: customers_suppression
-- Safe to repeat: what is gone is not found again.
DELETE FROM customers_suppression AS suppression
USING customers_contactpoint AS hers
WHERE hers.customer_id = ANY(%(customers)s::bigint[])
    AND suppression.channel = hers.channel AND suppression.address_key = hers.address_key
    AND NOT EXISTS (
        SELECT FROM customers_contactpoint AS another
        WHERE another.channel = hers.channel AND another.address_key = hers.address_key
            AND another.customer_id <> ALL(%(customers)s::bigint[])
    )
