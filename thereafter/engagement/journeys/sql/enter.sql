-- Enroll everybody for whom the trigger of a journey in question has happened: after the journey was switched on, and at
-- most 48 hours before we learned of it. Events learned of in the last hour before the last look are looked at again,
-- because a transaction may commit later than one that began after it.
-- Reads:  journeys_journey, journeys_version, journeys_step, journeys_enrollment, events_event, commerce_order
-- Writes: journeys_enrollment
-- Safe to repeat: a customer passes a journey once per trigger key.
WITH live AS MATERIALIZED (
    SELECT journey.id AS journey_id, journey.state_since, journey.looked_until, version.id AS version_id,
           version.trigger_event, version.trigger_object_id, version.trigger_where, version.once_per,
           first.id AS step_id, coalesce(first.duration, interval '0') AS wait
    FROM journeys_journey AS journey
    JOIN journeys_version AS version ON version.id = journey.live_id
    JOIN journeys_step AS first ON first.id = version.first_id
    WHERE journey.id = ANY(%(journeys)s::bigint[])
), happened AS MATERIALIZED (
    SELECT live.*, event.customer_id, event.occurred_at, event.id AS event_id, event.object_id,
           CASE live.once_per
               WHEN 'customer' THEN 0
               WHEN 'order' THEN coalesce(event.object_id, event.id)
               ELSE event.id
           END AS trigger_key
    FROM live
    JOIN events_event AS event
        ON event.name = live.trigger_event
        AND event.known_at > live.looked_until - interval '1 hour' AND event.known_at <= %(now)s::timestamptz
        AND event.occurred_at > live.state_since
        AND event.occurred_at >= event.known_at - interval '48 hours'
        AND (live.trigger_object_id IS NULL OR event.object_id = live.trigger_object_id)
    WHERE event.customer_id IS NOT NULL
        AND event.occurred_at >= %(earliest)s::timestamptz - interval '49 hours'  -- spares the months before
        AND CASE WHEN live.trigger_where = '' THEN true ELSE event.properties @? live.trigger_where::jsonpath END
), fresh AS (
    -- Looked at before, most of what the last hour brought is in already: that is cheaper to see than to collide with.
    SELECT happened.*,
           CASE WHEN trigger_event LIKE 'Order %%' OR trigger_event LIKE 'Shipment %%' THEN object_id ELSE (
               SELECT latest.id
               FROM commerce_order AS latest
               WHERE latest.customer_id = happened.customer_id AND latest.counts AND latest.known_at <= %(now)s::timestamptz
               ORDER BY latest.placed_at DESC, latest.id DESC
               LIMIT 1
           ) END AS order_id
    FROM happened
    WHERE NOT EXISTS (
        SELECT FROM journeys_enrollment AS enrollment
        WHERE enrollment.customer_id = happened.customer_id AND enrollment.journey_id = happened.journey_id
            AND enrollment.trigger_key = happened.trigger_key
    )
), entered AS (
    INSERT INTO journeys_enrollment (
        customer_id, journey_id, trigger_key, version_id, step_id, visit, state, order_id,
        triggered_at, entered_at, due_at, trail, trail_at, ended_because
    )
    SELECT customer_id, journey_id, trigger_key, version_id, step_id, 1, 'active', order_id,
           occurred_at, %(now)s::timestamptz, %(now)s::timestamptz + wait, '{}', '{}', ''
    FROM fresh
    ORDER BY customer_id, journey_id, occurred_at, event_id  -- the earliest of several counts
    ON CONFLICT DO NOTHING
    RETURNING triggered_at
)
SELECT count(*) AS people, min(triggered_at) AS earliest FROM entered
