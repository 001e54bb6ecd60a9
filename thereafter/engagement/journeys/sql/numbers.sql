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
), outcome AS (
    SELECT count(*) AS considered,
           count(*) FILTER (WHERE state = 'sent') AS went_out,
           count(*) FILTER (WHERE state = 'rehearsed') AS rehearsed,
           count(*) FILTER (WHERE state = 'held') AS held,
           count(*) FILTER (WHERE state = 'skipped') AS skipped
    FROM messages
), heard AS (
    SELECT CASE WHEN went_out > 0 THEN 'sent' ELSE 'rehearsed' END AS state FROM outcome
), reached AS (
    SELECT customer_id, min(decided_at) AS first_at
    FROM messages
    JOIN heard USING (state)
    GROUP BY customer_id
), answers AS (
    SELECT name, count(DISTINCT customer_id) AS people
    FROM events_event
    WHERE name IN ('message.clicked', 'message.unsubscribed', 'message.bounced')
        AND object_id IN (SELECT id FROM purposes) AND known_at <= %(now)s::timestamptz
    GROUP BY name
), bought AS (
    SELECT count(*) AS orders,
           coalesce(sum(placed.total_minor) FILTER (WHERE placed.currency = %(currency)s::text), 0)::bigint AS revenue_minor
    FROM reached
    JOIN commerce_order AS placed
        ON placed.customer_id = reached.customer_id AND placed.counts AND placed.status = 'placed'
        AND placed.placed_at > reached.first_at AND placed.placed_at <= reached.first_at + interval '60 days'
        AND placed.known_at <= %(now)s::timestamptz
)
SELECT passages.entered, passages.active,
       outcome.considered, outcome.went_out, outcome.rehearsed, outcome.held, outcome.skipped,
       coalesce((SELECT people FROM answers WHERE name = 'message.clicked'), 0) AS clicked,
       coalesce((SELECT people FROM answers WHERE name = 'message.unsubscribed'), 0) AS unsubscribed,
       coalesce((SELECT people FROM answers WHERE name = 'message.bounced'), 0) AS bounced,
       bought.orders, bought.revenue_minor
FROM passages, outcome, bought
