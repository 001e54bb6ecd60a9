-- Whether what has happened since the last look, or who is due, comes to so much that a second hand is worth its while.
-- Reads:  journeys_journey, journeys_version, journeys_enrollment, events_event
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT count(*) >= %(much)s::int AS much
FROM (
    SELECT 1
    FROM journeys_journey AS journey
    JOIN journeys_version AS version ON version.id = journey.live_id
    JOIN events_event AS event
        ON event.name = version.trigger_event
        AND event.known_at > journey.looked_until AND event.known_at <= %(now)s::timestamptz
    WHERE journey.state = 'on'
        AND event.occurred_at >= %(earliest)s::timestamptz - interval '49 hours'  -- spares the months before
    UNION ALL
    SELECT 1
    FROM journeys_enrollment
    WHERE state = 'active' AND due_at <= %(now)s::timestamptz
        AND mod(customer_id, 64) = ANY(%(buckets)s::bigint[])
    LIMIT %(much)s::int
) AS work
