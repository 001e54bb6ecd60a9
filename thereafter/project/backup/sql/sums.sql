-- What must be the same in a copy beside the number of rows: revenue by currency, messages by state, consents by state.
-- Reads:  commerce_order, messaging_message, customers_consent
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT 'revenue in ' || currency AS name, sum(total_minor)::bigint AS value
FROM commerce_order WHERE counts AND status <> 'cancelled' GROUP BY currency
UNION ALL
SELECT 'messages ' || state, count(*) FROM messaging_message GROUP BY state
UNION ALL
SELECT 'consents ' || state, count(*) FROM customers_consent GROUP BY state
ORDER BY name
