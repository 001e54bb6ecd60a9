-- Every contact with her that was considered, what became of it, and the decisions that others have replaced.
-- Reads:  messaging_message, messaging_purpose, messaging_decision
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT message.customer_id AS customer, message.purpose_id, message.trigger_key, message.visit, purpose.label AS about,
       message.kind, message.state, message.reason, message.considered_at, message.decided_at, message.attempted_at,
       message.sent_at, message.arm, message.message_id, message.error, (
           SELECT jsonb_agg(
               jsonb_build_object('decided_at', decision.decided_at, 'state', decision.state, 'reason', decision.reason,
                                  'not_before', decision.not_before)
               ORDER BY decision.decided_at, decision.id
           )
           FROM messaging_decision AS decision
           WHERE decision.customer_id = message.customer_id AND decision.purpose_id = message.purpose_id
               AND decision.trigger_key = message.trigger_key AND decision.visit = message.visit
       ) AS decided_before
FROM messaging_message AS message
JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
WHERE message.customer_id = ANY(%(customers)s::bigint[])
ORDER BY message.customer_id, message.considered_at
