-- Everything the policy asks about each request: what it is for, how she is reached, what she heard of us before.
-- Of a customer asked for at several instants the earliest is taken; the others wait for their turn.
-- Reads:  messaging_request, messaging_purpose, messaging_message, customers_customer, customers_contactpoint,
--         customers_suppression, customers_consent, customers_trouble
-- Writes: messaging_facts
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a message that is settled, or held until later, gives no facts; whoever left is decided upon at once.
WITH turn AS (
    SELECT customer_id, min(at) AS at FROM messaging_request GROUP BY customer_id
), person AS (
    SELECT turn.customer_id, customer.time_zone, point.channel,
           suppression.id IS NOT NULL AS suppressed,
           coalesce(point.address_key = ANY (%(test_addresses)s::text[]), false) AS tests,
           consent.state IS NOT DISTINCT FROM 'granted' AS consented
    FROM turn
    JOIN customers_customer AS customer ON customer.id = turn.customer_id
    LEFT JOIN customers_contactpoint AS point
        ON point.customer_id = turn.customer_id AND point.preferred
    LEFT JOIN customers_suppression AS suppression
        ON suppression.channel = point.channel AND suppression.address_key = point.address_key AND suppression.lifted_at IS NULL
    LEFT JOIN customers_consent AS consent
        ON consent.customer_id = turn.customer_id AND consent.channel = point.channel AND consent.topic = 'marketing'
), troubled AS (
    SELECT DISTINCT trouble.customer_id
    FROM turn
    JOIN customers_trouble AS trouble ON trouble.customer_id = turn.customer_id AND trouble.closed_at IS NULL
        AND (trouble.ends_at IS NULL OR trouble.ends_at > turn.at)
), earlier AS MATERIALIZED (
    SELECT turn.at, message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.kind, message.state,
           message.considered_at, message.stale_at, message.not_before,
           CASE message.state  -- what waits for the transport goes out any moment: it counts as now
               WHEN 'sent' THEN message.sent_at
               WHEN 'unknown' THEN message.attempted_at
               WHEN 'rehearsed' THEN message.decided_at
               WHEN 'ready' THEN turn.at
               WHEN 'attempting' THEN turn.at
           END AS heard_at
    FROM turn
    JOIN messaging_message AS message ON message.customer_id = turn.customer_id
), heard AS (
    SELECT customer_id,
           count(*) FILTER (WHERE heard_at > at - interval '24 hours') AS day,
           min(heard_at) FILTER (WHERE heard_at > at - interval '24 hours') AS day_began_at,
           count(*) FILTER (WHERE heard_at > at - interval '168 hours') AS week,
           min(heard_at) FILTER (WHERE heard_at > at - interval '168 hours') AS week_began_at,
           count(*) FILTER (WHERE kind = 'ask') AS asks,
           count(*) FILTER (WHERE kind = 'value') AS values
    FROM earlier
    WHERE kind IN ('value', 'ask') AND heard_at > at - interval '2160 hours' AND heard_at <= at
    GROUP BY customer_id
)
INSERT INTO messaging_facts
SELECT request.customer_id, request.purpose_id, request.trigger_key, request.visit, request.order_id, request.at,
       purpose.kind, purpose.priority, purpose.experiment_id,
       coalesce(message.considered_at, request.at),
       coalesce(message.stale_at, request.at + coalesce(purpose.useful_for, interval '720 hours')),
       message.customer_id IS NOT NULL,
       request.exited,
       person.channel IS NOT NULL,
       coalesce(person.suppressed, false),
       coalesce(person.consented, false),
       troubled.customer_id IS NOT NULL,
       coalesce(person.time_zone, ''),
       coalesce(heard.day, 0), heard.day_began_at, coalesce(heard.week, 0), heard.week_began_at,
       coalesce(heard.asks, 0), coalesce(heard.values, 0),
       purpose.sends AND (%(mode)s::text = 'live' OR %(mode)s::text = 'test' AND coalesce(person.tests, false))
FROM messaging_request AS request
JOIN turn ON turn.customer_id = request.customer_id AND request.at <= turn.at  -- never less: `=` misleads the planner
JOIN messaging_purpose AS purpose ON purpose.id = request.purpose_id
LEFT JOIN person ON person.customer_id = request.customer_id AND person.channel = purpose.channel
LEFT JOIN troubled ON troubled.customer_id = request.customer_id
LEFT JOIN heard ON heard.customer_id = request.customer_id
LEFT JOIN earlier AS message
    ON message.customer_id = request.customer_id AND message.purpose_id = request.purpose_id
    AND message.trigger_key = request.trigger_key AND message.visit = request.visit
WHERE NOT EXISTS (
    SELECT FROM earlier AS settled
    WHERE settled.customer_id = request.customer_id AND settled.purpose_id = request.purpose_id
        AND settled.trigger_key = request.trigger_key AND settled.visit = request.visit
        AND (settled.state <> 'held' OR (settled.not_before > request.at AND NOT request.exited))
)
