-- Find the passages that an exit ends, those about to begin included, and those at their end with a message still held:
-- what happened after their trigger and was learned of since the last look.
-- Reads:  journeys_journey, journeys_exit, journeys_version, journeys_enrollment, journeys_entering, journeys_step,
--         events_event, customers_trouble, messaging_message
-- Writes: journeys_leaving
-- Safe to repeat: only passages that are active or about to begin, and held messages, are found.
WITH watched AS (
    SELECT journey.id AS journey_id, exit.version_id, exit.words, exit.event, exit.object_id, exit.same_order, exit.trouble,
           least(journey.looked_until - interval '1 hour', %(entered_since)s::timestamptz) AS since
    FROM journeys_exit AS exit
    JOIN journeys_version AS version ON version.id = exit.version_id
    JOIN journeys_journey AS journey ON journey.id = version.journey_id
    WHERE journey.id = ANY(%(journeys)s::bigint[])
), happened AS (
    SELECT watched.journey_id, watched.version_id, watched.words, watched.same_order,
           event.customer_id, event.object_id, event.occurred_at
    FROM watched
    JOIN events_event AS event
        ON event.name = watched.event AND event.known_at > watched.since AND event.known_at <= %(now)s::timestamptz
        AND (watched.object_id IS NULL OR event.object_id = watched.object_id)
    WHERE event.name = ANY(%(events)s::text[]) AND event.known_at > %(since)s::timestamptz  -- again, as values that the planner knows
        AND mod(event.customer_id, 64) = ANY(%(buckets)s::bigint[])
    UNION ALL
    SELECT watched.journey_id, watched.version_id, watched.words, false, trouble.customer_id, NULL, trouble.opened_at
    FROM watched
    JOIN customers_trouble AS trouble
        ON (watched.trouble = trouble.kind OR watched.trouble = 'any' AND trouble.kind <> 'hold')  -- which is none of hers
        AND trouble.opened_at > watched.since - interval '48 hours' AND trouble.opened_at <= %(now)s::timestamptz
    WHERE mod(trouble.customer_id, 64) = ANY(%(buckets)s::bigint[])
), ended AS (
    SELECT enrollment.customer_id, enrollment.journey_id, enrollment.trigger_key, happened.occurred_at, happened.words
    FROM happened
    JOIN journeys_enrollment AS enrollment
        ON enrollment.customer_id = happened.customer_id AND enrollment.journey_id = happened.journey_id
        AND enrollment.version_id = happened.version_id
        AND happened.occurred_at > enrollment.triggered_at
        AND (NOT happened.same_order OR happened.object_id = enrollment.order_id)
    WHERE enrollment.state = 'active' OR EXISTS (
        SELECT FROM messaging_message AS message
        JOIN journeys_step AS step ON step.purpose_id = message.purpose_id
        WHERE message.customer_id = enrollment.customer_id AND message.trigger_key = enrollment.trigger_key
            AND message.visit = enrollment.visit AND message.state = 'held' AND step.version_id = enrollment.version_id
    )
    UNION ALL
    SELECT entering.customer_id, entering.journey_id, entering.trigger_key, happened.occurred_at, happened.words
    FROM happened
    JOIN journeys_entering AS entering
        ON entering.customer_id = happened.customer_id AND entering.journey_id = happened.journey_id
        AND entering.version_id = happened.version_id
        AND happened.occurred_at > entering.triggered_at
        AND (NOT happened.same_order OR happened.object_id = entering.order_id)
)
INSERT INTO journeys_leaving (customer_id, journey_id, trigger_key, because)
SELECT DISTINCT ON (customer_id, journey_id, trigger_key) customer_id, journey_id, trigger_key, words
FROM ended
ORDER BY customer_id, journey_id, trigger_key, occurred_at, words
