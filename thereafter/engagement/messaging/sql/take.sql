-- Take some messages that wait for the transport, service first. Nobody else takes them until the lease is over.
-- What may have changed since they were judged comes along: her address's suppression, her consent, her night.
-- Reads:  messaging_message, messaging_purpose, customers_customer, customers_contactpoint, customers_suppression,
--         customers_consent
-- Writes: messaging_message
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: a message taken is not due until its lease is over.
WITH due AS (
    SELECT customer_id, purpose_id, trigger_key, visit
    FROM messaging_message
    WHERE state = 'ready' AND not_before <= %(now)s::timestamptz
    ORDER BY kind <> 'service', not_before
    LIMIT %(batch)s::int
    FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE messaging_message AS message
    SET not_before = %(now)s::timestamptz + %(lease)s::interval
    FROM due
    WHERE message.customer_id = due.customer_id AND message.purpose_id = due.purpose_id
        AND message.trigger_key = due.trigger_key AND message.visit = due.visit
    RETURNING message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind, message.stale_at,
              message.attempts
)
SELECT taken.*, customer.time_zone,
       suppression.id IS NOT NULL AS suppressed,
       consent.state IS NOT DISTINCT FROM 'granted' AS consented
FROM taken
JOIN messaging_purpose AS purpose ON purpose.id = taken.purpose_id
JOIN customers_customer AS customer ON customer.id = taken.customer_id
LEFT JOIN customers_contactpoint AS point
    ON point.customer_id = taken.customer_id AND point.channel = purpose.channel AND point.preferred
LEFT JOIN customers_suppression AS suppression
    ON suppression.channel = point.channel AND suppression.address_key = point.address_key AND suppression.lifted_at IS NULL
LEFT JOIN customers_consent AS consent
    ON consent.customer_id = taken.customer_id AND consent.channel = purpose.channel AND consent.topic = 'marketing'
