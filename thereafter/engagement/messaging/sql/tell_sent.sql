-- Hand over an event for every message that was sent and not yet told of.
-- Reads:  messaging_message, messaging_purpose
-- Writes: messaging_message, events_incoming
-- Safe to repeat: a message is told of once, and the event's message id names it.
WITH untold AS (
    SELECT customer_id, purpose_id, trigger_key, visit
    FROM messaging_message
    WHERE state = 'sent' AND NOT told
    FOR UPDATE SKIP LOCKED
), told AS (
    UPDATE messaging_message AS message
    SET told = true
    FROM untold
    WHERE message.customer_id = untold.customer_id AND message.purpose_id = untold.purpose_id
        AND message.trigger_key = untold.trigger_key AND message.visit = untold.visit
    RETURNING message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.sent_at
)
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
SELECT told.customer_id, 'message.sent', told.sent_at, greatest(told.sent_at, %(now)s::timestamptz), told.purpose_id, 'system',
       format('message:%%s.%%s.%%s.%%s:sent', told.customer_id, told.purpose_id, told.trigger_key, told.visit),
       jsonb_build_object('purpose', purpose.key, 'label', purpose.label, 'kind', purpose.kind)
FROM told
JOIN messaging_purpose AS purpose ON purpose.id = told.purpose_id
