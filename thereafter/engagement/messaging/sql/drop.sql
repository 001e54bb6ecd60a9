-- Give up everything that is ready, because a member said so, keeping the decision that this replaces.
-- Reads:  messaging_message
-- Writes: messaging_message, messaging_decision
-- Safe to repeat: what was dropped is no longer ready.
WITH waiting AS MATERIALIZED (
    SELECT customer_id, purpose_id, trigger_key, visit, decided_at, reason, failed_rules
    FROM messaging_message
    WHERE state = 'ready'
    FOR UPDATE
), replaced AS (
    INSERT INTO messaging_decision (
        customer_id, purpose_id, trigger_key, visit, decided_at, state, reason, failed_rules, not_before
    )
    SELECT customer_id, purpose_id, trigger_key, visit, decided_at, 'ready', reason, failed_rules, NULL
    FROM waiting
)
UPDATE messaging_message AS message
SET state = 'skipped', reason = 'dropped', not_before = NULL, decided_at = %(now)s::timestamptz
FROM waiting
WHERE message.customer_id = waiting.customer_id AND message.purpose_id = waiting.purpose_id
    AND message.trigger_key = waiting.trigger_key AND message.visit = waiting.visit
