-- For one customer: the last things that happened to her which some journey listens for, and whether each started a passage.
-- Reads:  journeys_journey, journeys_version, journeys_enrollment, events_event
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH listened AS (
    SELECT journey.id AS journey_id, version.trigger_event, version.trigger_object_id, version.trigger_where, version.once_per
    FROM journeys_journey AS journey
    JOIN journeys_version AS version ON version.id = journey.live_id
    WHERE journey.id = ANY(%(journeys)s::bigint[])
), happened AS (
    SELECT listened.journey_id, event.occurred_at, event.known_at, event.object_id,
           CASE WHEN listened.trigger_where = '' THEN true ELSE event.properties @? listened.trigger_where::jsonpath END AS fits,
           CASE listened.once_per
               WHEN 'customer' THEN 0
               WHEN 'order' THEN coalesce(event.object_id, event.id)
               ELSE event.id
           END AS trigger_key,
           row_number() OVER (PARTITION BY listened.journey_id ORDER BY event.occurred_at DESC, event.id DESC) AS newest
    FROM listened
    JOIN events_event AS event
        ON event.customer_id = %(customer)s::bigint AND event.name = listened.trigger_event
        AND (listened.trigger_object_id IS NULL OR event.object_id = listened.trigger_object_id)
    WHERE event.known_at <= %(now)s::timestamptz
)
SELECT happened.journey_id, happened.occurred_at, happened.known_at, happened.object_id, happened.fits,
       happened.trigger_key, enrollment.triggered_at AS started_by
FROM happened
LEFT JOIN journeys_enrollment AS enrollment
    ON enrollment.customer_id = %(customer)s::bigint AND enrollment.journey_id = happened.journey_id
    AND enrollment.trigger_key = happened.trigger_key
WHERE happened.newest <= 20
ORDER BY happened.journey_id, happened.occurred_at
