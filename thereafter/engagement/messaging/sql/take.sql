-- Take some messages that wait for the transport, service first. Nobody else takes them until the lease is over.
-- What cannot go now (its domain's hour is full, its journey rehearses) is set aside into a lane, so that nobody meets it
-- again before the lane opens. From lanes that are open is taken as well, no more than their domain's hour has places.
-- In a test only the test addresses are written to, and nothing is set aside. What may have changed since they were
-- judged comes along: her address's suppression, her consent, her night.
-- Reads:  messaging_message, messaging_purpose, messaging_handedover, messaging_lane, customers_customer,
--         customers_contactpoint, customers_suppression, customers_consent
-- Writes: messaging_message, messaging_lane
-- Plan:   kept; every value is a key or an instant, and each part of the line is read from its index as far as is needed.
-- Safe to repeat: a message taken is not due until its lease is over; one set aside stands in no line.
WITH in_hand AS MATERIALIZED (  -- by domain, of the letters that others took a moment ago
    SELECT coalesce(substring(point.address_key FROM '[^@]*$'), '') AS domain, count(*) AS messages
    FROM (VALUES (true), (false)) AS either (commercial)
    JOIN messaging_message AS message
        ON (message.kind <> 'service') = either.commercial AND message.state = 'ready' AND message.reason = ''
        AND message.not_before > %(now)s::timestamptz
        AND message.not_before <= %(now)s::timestamptz + %(lease)s::interval
    JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
    LEFT JOIN customers_contactpoint AS point
        ON point.customer_id = message.customer_id AND point.channel = purpose.channel AND point.preferred
    WHERE %(to_a_domain)s::int IS NOT NULL
    GROUP BY 1
), open AS MATERIALIZED (
    SELECT name, CASE WHEN left(name, 1) = '@' THEN substring(name FROM 2) END AS domain
    FROM messaging_lane
    WHERE %(everybody)s::boolean AND opens_at <= %(now)s::timestamptz
    ORDER BY opens_at, name
    LIMIT %(batch)s::int
    FOR UPDATE SKIP LOCKED
), lane AS MATERIALIZED (  -- each has its share of the batch, and no more than its places
    SELECT open.name, open.domain,
           least(
               greatest(1, %(batch)s::int / (SELECT count(*) FROM open)),
               CASE
                   WHEN open.domain IS NULL AND NOT EXISTS (
                       SELECT FROM messaging_purpose AS purpose WHERE purpose.id::text = open.name AND purpose.sends
                   ) THEN 0
                   WHEN open.domain IS NOT NULL AND %(to_a_domain)s::int IS NOT NULL
                       THEN greatest(0, %(to_a_domain)s::int - coalesce(handed.messages, 0) - coalesce(in_hand.messages, 0))
               END
           ) AS places
    FROM open
    LEFT JOIN in_hand ON in_hand.domain = open.domain
    LEFT JOIN LATERAL (
        SELECT sum(messages) AS messages
        FROM messaging_handedover
        WHERE hour IN (%(hour_began)s::timestamptz, %(next_hour)s::timestamptz) AND domain = open.domain
    ) AS handed ON open.domain IS NOT NULL
), service AS MATERIALIZED (
    SELECT customer_id, purpose_id, trigger_key, visit, kind, not_before AS since, aside
    FROM messaging_message
    WHERE %(everybody)s::boolean AND state = 'ready' AND (kind <> 'service') IS FALSE AND not_before <= %(now)s::timestamptz
    ORDER BY kind <> 'service', not_before
    LIMIT %(look)s::int
    FOR UPDATE SKIP LOCKED
), commercial AS MATERIALIZED (
    SELECT customer_id, purpose_id, trigger_key, visit, kind, not_before AS since, aside
    FROM messaging_message
    WHERE %(everybody)s::boolean AND state = 'ready' AND (kind <> 'service') IS TRUE AND not_before <= %(now)s::timestamptz
    ORDER BY kind <> 'service', not_before
    LIMIT CASE WHEN %(commercial)s::int = 0 THEN 0 ELSE %(look)s::int END
    FOR UPDATE SKIP LOCKED
), aside AS MATERIALIZED (
    SELECT message.*
    FROM lane
    CROSS JOIN LATERAL (
        SELECT customer_id, purpose_id, trigger_key, visit, kind, decided_at AS since, aside
        FROM messaging_message
        WHERE state = 'ready' AND aside <> '' AND aside = lane.name
            AND (kind <> 'service') <= (%(commercial)s::int IS DISTINCT FROM 0)
        ORDER BY aside, kind <> 'service', decided_at
        LIMIT lane.places
        FOR UPDATE SKIP LOCKED
    ) AS message
), of_a_test AS MATERIALIZED (
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind,
           message.decided_at AS since, message.aside
    FROM messaging_message AS message
    JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id AND purpose.sends
    WHERE NOT %(everybody)s::boolean AND message.state = 'ready'
        AND (message.not_before <= %(now)s::timestamptz OR message.aside <> '')
        AND (message.customer_id, purpose.channel) IN (
            SELECT customer_id, channel FROM customers_contactpoint
            WHERE preferred AND address_key = ANY (%(test_addresses)s::text[])
        )
    ORDER BY message.kind <> 'service', message.decided_at
    LIMIT %(look)s::int
    FOR UPDATE OF message SKIP LOCKED
), candidate AS (
    SELECT * FROM service
    UNION ALL
    SELECT * FROM commercial
    UNION ALL
    SELECT * FROM aside
    UNION ALL
    SELECT * FROM of_a_test
), reached AS MATERIALIZED (
    SELECT candidate.*, purpose.channel, purpose.sends, point.address_key,
           coalesce(substring(point.address_key FROM '[^@]*$'), '') AS domain
    FROM candidate
    JOIN messaging_purpose AS purpose ON purpose.id = candidate.purpose_id
    LEFT JOIN customers_contactpoint AS point
        ON point.customer_id = candidate.customer_id AND point.channel = purpose.channel AND point.preferred
), used AS MATERIALIZED (  -- of each domain's hour, by what was handed over and by what others have in hand
    SELECT asked.domain, coalesce(handed.messages, 0) + coalesce(in_hand.messages, 0) AS messages
    FROM (SELECT DISTINCT domain FROM reached WHERE %(to_a_domain)s::int IS NOT NULL) AS asked
    LEFT JOIN in_hand ON in_hand.domain = asked.domain
    CROSS JOIN LATERAL (
        SELECT sum(messages) AS messages
        FROM messaging_handedover
        WHERE hour IN (%(hour_began)s::timestamptz, %(next_hour)s::timestamptz) AND domain = asked.domain
    ) AS handed
), placed AS (
    SELECT reached.*,
           coalesce(row_number() OVER (
               PARTITION BY reached.domain, reached.sends ORDER BY reached.kind <> 'service', reached.since
           ) + used.messages > %(to_a_domain)s::int, false) AS domain_is_full
    FROM reached
    LEFT JOIN used ON used.domain = reached.domain
), seated AS (
    SELECT placed.*,
           row_number() OVER (PARTITION BY sends AND NOT domain_is_full ORDER BY kind <> 'service', since) AS seat
    FROM placed
), weighed AS MATERIALIZED (  -- to: '' is taken, the name of a lane is set aside there, null stays where it is
    SELECT seated.*,
           CASE
               WHEN NOT sends THEN purpose_id::text
               WHEN domain_is_full THEN left('@' || domain, 260)
               WHEN seat <= %(batch)s::int AND (kind = 'service' OR %(commercial)s::int IS NULL OR seat <= %(commercial)s::int)
                   THEN ''
           END AS goes_to
    FROM seated
), moved AS (
    UPDATE messaging_message AS message
    SET not_before = CASE WHEN weighed.goes_to = '' THEN %(now)s::timestamptz + %(lease)s::interval END,
        reason = CASE WHEN left(weighed.goes_to, 1) = '@' THEN 'limit' ELSE '' END,
        aside = weighed.goes_to
    FROM weighed
    WHERE message.customer_id = weighed.customer_id AND message.purpose_id = weighed.purpose_id
        AND message.trigger_key = weighed.trigger_key AND message.visit = weighed.visit
        AND (weighed.goes_to = '' OR (%(everybody)s::boolean AND weighed.goes_to <> weighed.aside))
    RETURNING message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind, message.stale_at,
              message.attempts, message.error <> '' AS failed_before, weighed.channel, weighed.address_key, weighed.domain,
              weighed.aside AS came_from, weighed.goes_to
), emptied AS MATERIALIZED (  -- lanes in which nothing is left
    SELECT lane.name
    FROM lane
    WHERE lane.name NOT IN (SELECT goes_to FROM moved) AND NOT EXISTS (
        SELECT FROM messaging_message AS message
        WHERE message.state = 'ready' AND message.aside <> '' AND message.aside = lane.name AND NOT EXISTS (
            SELECT FROM moved
            WHERE moved.customer_id = message.customer_id AND moved.purpose_id = message.purpose_id
                AND moved.trigger_key = message.trigger_key AND moved.visit = message.visit
        )
    )
), gone AS (
    DELETE FROM messaging_lane WHERE name IN (SELECT name FROM emptied)
), shut AS (  -- those that were given something, and those that gave nothing
    INSERT INTO messaging_lane AS lane (name, opens_at)
    SELECT name, min(opens_at)
    FROM (
        SELECT goes_to, CASE WHEN left(goes_to, 1) = '@' THEN %(next_hour)s::timestamptz ELSE %(again)s::timestamptz END
        FROM moved
        WHERE goes_to <> ''
        UNION ALL
        SELECT name, CASE WHEN domain IS NOT NULL AND places = 0 THEN %(next_hour)s::timestamptz ELSE %(again)s::timestamptz END
        FROM lane
        WHERE name NOT IN (SELECT name FROM emptied) AND name NOT IN (SELECT came_from FROM moved)
    ) AS shutting (name, opens_at)
    GROUP BY name
    ON CONFLICT (name) DO UPDATE SET opens_at = excluded.opens_at
)
SELECT moved.*, customer.time_zone,
       suppression.id IS NOT NULL AS suppressed,
       consent.state IS NOT DISTINCT FROM 'granted' AS consented
FROM moved
JOIN customers_customer AS customer ON customer.id = moved.customer_id
LEFT JOIN customers_suppression AS suppression
    ON suppression.channel = moved.channel AND suppression.address_key = moved.address_key AND suppression.lifted_at IS NULL
LEFT JOIN customers_consent AS consent
    ON consent.customer_id = moved.customer_id AND consent.channel = moved.channel AND consent.topic = 'marketing'
