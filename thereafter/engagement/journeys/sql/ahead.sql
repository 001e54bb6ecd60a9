-- What a dry run decided, of the customers in these buckets: what it considered first, what had been held, what is ready.
-- Reads:  messaging_message, messaging_purpose, customers_contactpoint, customers_customer, journeys_awaited
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH decided AS (
    SELECT customer_id, purpose_id, trigger_key, visit, state, reason, not_before, stale_at
    FROM messaging_message
    WHERE considered_at >= %(now)s::timestamptz AND mod(customer_id, 64) = ANY (%(buckets)s::int[])
    UNION
    SELECT customer_id, purpose_id, trigger_key, visit, state, reason, not_before, stale_at
    FROM messaging_message
    WHERE state = 'ready' AND mod(customer_id, 64) = ANY (%(buckets)s::int[])
    UNION
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.state, message.reason,
           message.not_before, message.stale_at
    FROM journeys_awaited AS awaited
    JOIN messaging_message AS message
        ON message.customer_id = awaited.customer_id AND message.purpose_id = awaited.purpose_id
        AND message.trigger_key = awaited.trigger_key AND message.visit = awaited.visit
), reached AS (
    SELECT decided.*, decided.state IN ('ready', 'rehearsed') AS free, purpose.kind = 'service' AS is_service, purpose.sends,
           coalesce(substring(point.address_key FROM '[^@]*$'), '') AS domain,
           NOT %(takes_reserved)s::boolean AND coalesce(
               rtrim(split_part(point.address_key, '@', -1), '.')
                   ~ '(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|net|org)$', false) AS reserved
    FROM decided
    JOIN messaging_purpose AS purpose ON purpose.id = decided.purpose_id
    LEFT JOIN customers_contactpoint AS point
        ON point.customer_id = decided.customer_id AND point.channel = purpose.channel AND point.preferred
)
SELECT reached.customer_id, reached.purpose_id, reached.free AND NOT reached.reserved AS goes_out,
       CASE WHEN reached.free AND reached.reserved THEN 'skipped' ELSE reached.state END AS state,
       CASE WHEN reached.free AND reached.reserved THEN 'reserved' WHEN reached.free THEN '' ELSE reached.reason END AS reason,
       reached.is_service, reached.sends, reached.domain, reached.not_before, reached.stale_at, customer.time_zone
FROM reached
JOIN customers_customer AS customer ON customer.id = reached.customer_id
