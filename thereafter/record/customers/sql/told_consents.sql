-- Everything she said about what she wants to hear, with its proof.
-- Reads:  customers_consentrecord
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, channel, topic, state, occurred_at, dated, known_at, source, method, proof
FROM customers_consentrecord
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, occurred_at
