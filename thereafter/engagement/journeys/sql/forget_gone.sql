-- Take out of an outlook who was erased while it was looked at.
-- Reads:  journeys_expected, customers_customer
-- Writes: journeys_expected
-- Safe to repeat: who is gone is not found again.
DELETE FROM journeys_expected AS expected
WHERE outlook_id = %(outlook)s::bigint
    AND NOT EXISTS (SELECT FROM customers_customer AS customer WHERE customer.id = expected.customer_id)
