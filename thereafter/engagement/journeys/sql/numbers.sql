-- What every journey came to, in numbers. Not lift: these people may have done the same without it.
-- Reads:  journeys_journey, messaging_message, messaging_purpose, events_event, commerce_order
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH messages AS MATERIALIZED (
    SELECT purpose.journey_key, message.customer_id, message.state,
           count(*) AS messages, min(message.decided_at) AS first_at
    FROM messaging_message AS message
    JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
    WHERE purpose.journey_key <> ''
    GROUP BY purpose.journey_key, message.customer_id, message.state
), outcome AS (
    SELECT journey_key, sum(messages) AS considered,
           coalesce(sum(messages) FILTER (WHERE state = 'sent'), 0) AS went_out,
           coalesce(sum(messages) FILTER (WHERE state = 'rehearsed'), 0) AS rehearsed,
           coalesce(sum(messages) FILTER (WHERE state = 'held'), 0) AS held,
           coalesce(sum(messages) FILTER (WHERE state = 'skipped'), 0) AS skipped
    FROM messages
    GROUP BY journey_key
), reached AS (
    SELECT messages.journey_key, messages.customer_id, messages.first_at
    FROM messages
    JOIN outcome
        ON outcome.journey_key = messages.journey_key
        AND messages.state = CASE WHEN outcome.went_out > 0 THEN 'sent' ELSE 'rehearsed' END
), answers AS (
    SELECT purpose.journey_key,
           count(DISTINCT event.customer_id) FILTER (WHERE event.name = 'message.clicked') AS clicked,
           count(DISTINCT event.customer_id) FILTER (WHERE event.name = 'message.unsubscribed') AS unsubscribed,
           count(DISTINCT event.customer_id) FILTER (WHERE event.name = 'message.bounced') AS bounced
    FROM events_event AS event
    JOIN messaging_purpose AS purpose ON purpose.id = event.object_id AND purpose.journey_key <> ''
    WHERE event.name IN ('message.clicked', 'message.unsubscribed', 'message.bounced')
        AND event.known_at <= %(now)s::timestamptz
    GROUP BY purpose.journey_key
), bought AS (
    SELECT reached.journey_key, count(*) AS orders,
           coalesce(sum(placed.total_minor) FILTER (WHERE placed.currency = %(currency)s::text), 0) AS revenue_minor
    FROM reached
    JOIN commerce_order AS placed
        ON placed.customer_id = reached.customer_id AND placed.counts AND placed.status = 'placed'
        AND placed.placed_at > reached.first_at AND placed.placed_at <= reached.first_at + interval '60 days'
        AND placed.known_at <= %(now)s::timestamptz
    GROUP BY reached.journey_key
)
SELECT journey.id AS journey,
       outcome.considered::bigint, outcome.went_out::bigint, outcome.rehearsed::bigint, outcome.held::bigint,
       outcome.skipped::bigint,
       coalesce(answers.clicked, 0) AS clicked, coalesce(answers.unsubscribed, 0) AS unsubscribed,
       coalesce(answers.bounced, 0) AS bounced,
       coalesce(bought.orders, 0) AS orders, coalesce(bought.revenue_minor, 0)::bigint AS revenue_minor
FROM journeys_journey AS journey
JOIN outcome ON outcome.journey_key = journey.key
LEFT JOIN answers ON answers.journey_key = journey.key
LEFT JOIN bought ON bought.journey_key = journey.key
