-- What an outlook expected to say to her on one day.
-- Reads:  journeys_expected, journeys_outlook, messaging_purpose
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT expected.customer_id AS customer, purpose.label, expected.goes_out, expected.state, expected.reason, outlook.asked_at
FROM journeys_expected AS expected
JOIN journeys_outlook AS outlook ON outlook.id = expected.outlook_id
JOIN messaging_purpose AS purpose ON purpose.id = expected.purpose_id
WHERE expected.customer_id = ANY(%(customers)s::bigint[])
ORDER BY expected.customer_id, expected.id
