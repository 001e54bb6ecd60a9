-- Delete what these people agreed to, with every proof.
-- Reads:  customers_consent, customers_consentrecord
-- Writes: customers_consent, customers_consentrecord
-- Safe to repeat: what is gone is not found again.
WITH held AS (
    DELETE FROM customers_consent WHERE customer_id = ANY(%(customers)s::bigint[])
)
DELETE FROM customers_consentrecord WHERE customer_id = ANY(%(customers)s::bigint[])
