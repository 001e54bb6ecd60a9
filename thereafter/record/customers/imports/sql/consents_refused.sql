-- The rows that would have re-subscribed somebody.
-- Reads:  customers_incoming_consents
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT row_no, 'it is not taken over: ' || refused AS words
FROM customers_incoming_consents
WHERE refused IS NOT NULL
ORDER BY row_no
