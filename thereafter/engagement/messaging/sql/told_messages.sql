-- Every contact with her that was considered, and what became of it.
-- Reads:  messaging_message, messaging_purpose
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT message.customer_id AS customer, purpose.label AS about, message.kind, message.state, message.reason,
       message.considered_at, message.decided_at, message.sent_at, message.arm, message.message_id, message.error
FROM messaging_message AS message
JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
WHERE message.customer_id = ANY(%(customers)s::bigint[])
ORDER BY message.customer_id, message.considered_at
