-- Take some messages that wait for the transport, service first. Nobody else takes them until the lease is over.
-- What a limit keeps back (its domain's this hour, the day's share of a warm-up) waits for the next hour or day instead.
-- In a test only the test addresses are written to. What may have changed since they were judged comes along: her
-- address's suppression, her consent, her night.
-- Reads:  messaging_message, messaging_purpose, messaging_handedover, customers_customer, customers_contactpoint,
--         customers_suppression, customers_consent
-- Writes: messaging_message
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: a message taken is not due until its lease is over.
WITH due AS MATERIALIZED (
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind, message.not_before
    FROM messaging_message AS message
    WHERE message.state = 'ready' AND message.not_before <= %(now)s::timestamptz
        AND message.purpose_id <> ALL (ARRAY(SELECT id FROM messaging_purpose WHERE NOT sends))
        AND (%(everybody)s::boolean OR EXISTS (
            SELECT FROM messaging_purpose AS purpose
            JOIN customers_contactpoint AS point ON point.channel = purpose.channel
            WHERE purpose.id = message.purpose_id AND point.customer_id = message.customer_id AND point.preferred
                AND point.address_key = ANY (%(test_addresses)s::text[])
        ))
    ORDER BY message.kind <> 'service', message.not_before
    LIMIT %(batch)s::int
    FOR UPDATE OF message SKIP LOCKED
), reached AS MATERIALIZED (
    SELECT due.*, purpose.channel, point.address_key, coalesce(substring(point.address_key FROM '[^@]*$'), '') AS domain
    FROM due
    JOIN messaging_purpose AS purpose ON purpose.id = due.purpose_id
    LEFT JOIN customers_contactpoint AS point
        ON point.customer_id = due.customer_id AND point.channel = purpose.channel AND point.preferred
), used AS MATERIALIZED (  -- of each domain's hour, by what was handed over and by what others have in hand
    SELECT domain, sum(messages) AS messages
    FROM (
        SELECT domain, messages FROM messaging_handedover WHERE hour >= %(hour_began)s::timestamptz
        UNION ALL
        SELECT substring(point.address_key FROM '[^@]*$'), 1
        FROM messaging_message AS message
        JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
        JOIN customers_contactpoint AS point
            ON point.customer_id = message.customer_id AND point.channel = purpose.channel AND point.preferred
        WHERE message.state = 'ready' AND message.reason = '' AND message.not_before > %(now)s::timestamptz
            AND message.not_before <= %(now)s::timestamptz + %(lease)s::interval
    ) AS counted
    WHERE %(to_a_domain)s::int IS NOT NULL
    GROUP BY domain
), placed AS (
    SELECT reached.*,
           coalesce(row_number() OVER (PARTITION BY reached.domain ORDER BY reached.kind <> 'service', reached.not_before)
               + coalesce(used.messages, 0) > %(to_a_domain)s::int, false) AS domain_is_full
    FROM reached
    LEFT JOIN used ON used.domain = reached.domain
), weighed AS (
    SELECT placed.*,
           CASE
               WHEN domain_is_full THEN 'limit'
               WHEN kind <> 'service' AND count(*) FILTER (WHERE NOT domain_is_full) OVER (
                   ORDER BY kind <> 'service', not_before ROWS UNBOUNDED PRECEDING
               ) > %(commercial)s::int THEN 'warm_up'
               ELSE ''
           END AS waits
    FROM placed
), taken AS (
    UPDATE messaging_message AS message
    SET not_before = CASE weighed.waits
            WHEN '' THEN %(now)s::timestamptz + %(lease)s::interval
            WHEN 'limit' THEN least(%(next_hour)s::timestamptz, message.stale_at)
            ELSE least(%(next_day)s::timestamptz, message.stale_at)
        END,
        reason = weighed.waits
    FROM weighed
    WHERE message.customer_id = weighed.customer_id AND message.purpose_id = weighed.purpose_id
        AND message.trigger_key = weighed.trigger_key AND message.visit = weighed.visit
    RETURNING message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind, message.stale_at,
              message.attempts, message.error <> '' AS failed_before, weighed.channel, weighed.address_key, weighed.domain,
              weighed.waits
)
SELECT taken.*, customer.time_zone,
       suppression.id IS NOT NULL AS suppressed,
       consent.state IS NOT DISTINCT FROM 'granted' AS consented
FROM taken
JOIN customers_customer AS customer ON customer.id = taken.customer_id
LEFT JOIN customers_suppression AS suppression
    ON suppression.channel = taken.channel AND suppression.address_key = taken.address_key AND suppression.lifted_at IS NULL
LEFT JOIN customers_consent AS consent
    ON consent.customer_id = taken.customer_id AND consent.channel = taken.channel AND consent.topic = 'marketing'
