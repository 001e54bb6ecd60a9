-- What a journey came to, in numbers. Not lift: these people may have done the same without it.
-- Reads:  journeys_enrollment, messaging_message, messaging_purpose, events_event, commerce_order
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH purposes AS (
    SELECT id FROM messaging_purpose WHERE journey_key = %(key)s::text
), passages AS (
    SELECT count(*) AS entered, count(*) FILTER (WHERE state = 'active') AS active
    FROM journeys_enrollment
    WHERE journey_id = %(journey)s::bigint
), messages AS (
    SELECT customer_id, state, decided_at
    FROM messaging_message
    WHERE purpose_id IN (SELECT id FROM purposes)
), reached AS (
    SELECT customer_id, min(decided_at) AS first_at
    FROM messages
    WHERE state = ANY(%(went_out)s::text[])
    GROUP BY customer_id
), answers AS (
    SELECT name, count(DISTINCT customer_id) AS people
    FROM events_event
    WHERE name IN ('message.clicked', 'message.unsubscribed', 'message.bounced')
        AND object_id IN (SELECT id FROM purposes) AND known_at <= %(now)s::timestamptz
    GROUP BY name
), bought AS (
    SELECT count(*) AS orders, coalesce(sum(placed.total_minor), 0)::bigint AS revenue_minor
    FROM reached
    JOIN commerce_order AS placed
        ON placed.customer_id = reached.customer_id AND placed.counts AND placed.status = 'placed'
        AND placed.placed_at > reached.first_at AND placed.placed_at <= reached.first_at + interval '60 days'
        AND placed.known_at <= %(now)s::timestamptz
)
SELECT passages.entered, passages.active,
       (SELECT count(*) FROM messages) AS considered,
       (SELECT count(*) FROM messages WHERE state = ANY(%(went_out)s::text[])) AS went_out,
       (SELECT count(*) FROM messages WHERE state = 'held') AS held,
       (SELECT count(*) FROM messages WHERE state = 'skipped') AS skipped,
       coalesce((SELECT people FROM answers WHERE name = 'message.clicked'), 0) AS clicked,
       coalesce((SELECT people FROM answers WHERE name = 'message.unsubscribed'), 0) AS unsubscribed,
       coalesce((SELECT people FROM answers WHERE name = 'message.bounced'), 0) AS bounced,
       bought.orders, bought.revenue_minor
FROM passages, bought
