-- Find everybody for whom the trigger of a journey in question has happened: after the journey was switched on, and at
-- most 48 hours before we learned of it. Events learned of in the last hour before the last look are looked at again,
-- because a transaction may commit later than one that began after it.
-- Reads:  journeys_journey, journeys_version, journeys_enrollment, events_event, commerce_order
-- Writes: journeys_entering
-- Safe to repeat: a customer passes a journey once per trigger key, and who passes it or has passed it is not found.
WITH live AS MATERIALIZED (
    SELECT journey.id AS journey_id, journey.state_since, journey.looked_until - interval '1 hour' AS since,
           version.id AS version_id, version.first_id, version.trigger_event, version.trigger_object_id,
           version.trigger_where, version.once_per,
           version.trigger_event LIKE 'Order %%' OR version.trigger_event LIKE 'Shipment %%' AS about_order
    FROM journeys_journey AS journey
    JOIN journeys_version AS version ON version.id = journey.live_id
    WHERE journey.id = ANY(%(journeys)s::bigint[])
), happened AS (
    SELECT event.customer_id, live.journey_id, event.object_id, event.occurred_at, event.id AS event_id,
           CASE live.once_per
               WHEN 'customer' THEN 0
               WHEN 'order' THEN coalesce(event.object_id, event.id)
               ELSE event.id
           END AS trigger_key,
           live.version_id, live.first_id, live.about_order
    FROM live
    JOIN events_event AS event
        ON event.name = live.trigger_event
        AND event.known_at > live.since AND event.known_at <= %(now)s::timestamptz
        AND event.occurred_at > live.state_since
        AND event.occurred_at >= event.known_at - interval '48 hours'
        AND (live.trigger_object_id IS NULL OR event.object_id = live.trigger_object_id)
    WHERE mod(event.customer_id, 64) = ANY(%(buckets)s::bigint[])
        AND event.occurred_at >= %(earliest)s::timestamptz - interval '49 hours'  -- spares the months before
        AND CASE WHEN live.trigger_where = '' THEN true ELSE event.properties @? live.trigger_where::jsonpath END
), first AS (
    SELECT DISTINCT ON (customer_id, journey_id, trigger_key) happened.*
    FROM happened
    ORDER BY customer_id, journey_id, trigger_key, occurred_at, event_id
), found AS (
    INSERT INTO journeys_entering (customer_id, journey_id, trigger_key, version_id, first_id, order_id, triggered_at)
    SELECT customer_id, journey_id, trigger_key, version_id, first_id,
           CASE WHEN about_order THEN object_id ELSE (
               SELECT latest.id
               FROM commerce_order AS latest
               WHERE latest.customer_id = first.customer_id AND latest.counts AND latest.known_at <= %(now)s::timestamptz
               ORDER BY latest.placed_at DESC, latest.id DESC
               LIMIT 1
           ) END,
           occurred_at
    FROM first
    WHERE NOT EXISTS (
        SELECT FROM journeys_enrollment AS enrollment
        WHERE enrollment.customer_id = first.customer_id AND enrollment.journey_id = first.journey_id
            AND enrollment.trigger_key = first.trigger_key
    )
    RETURNING triggered_at
)
SELECT count(*) AS people, min(triggered_at) AS earliest FROM found
