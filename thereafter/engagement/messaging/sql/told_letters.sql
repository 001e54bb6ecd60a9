-- Every letter that somebody wrote to her by hand.
-- Reads:  messaging_personalletter
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, from_name, from_address, subject, text, written_at
FROM messaging_personalletter
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, written_at
