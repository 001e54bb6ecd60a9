-- Delete every message to these people, with the decisions that were replaced.
-- Reads:  messaging_message, messaging_decision
-- Writes: messaging_message, messaging_decision
-- Safe to repeat: what is gone is not found again.
WITH replaced AS (
    DELETE FROM messaging_decision WHERE customer_id = ANY(%(customers)s::bigint[])
)
DELETE FROM messaging_message WHERE customer_id = ANY(%(customers)s::bigint[])
