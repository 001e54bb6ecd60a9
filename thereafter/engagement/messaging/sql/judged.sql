-- Strike the requests that have been judged: each customer's earliest instant.
-- Reads:  messaging_request
-- Writes: messaging_request
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: when nothing is left, nothing is struck.
WITH turn AS (
    SELECT customer_id, min(at) AS at FROM messaging_request GROUP BY customer_id
)
DELETE FROM messaging_request AS request
USING turn
WHERE request.customer_id = turn.customer_id AND request.at = turn.at
